/// What the made-up shop sells, and what its customers are called.
enum SeedCatalog {
    struct Product {
        let id: String
        let sku: String
        /// A JSON list, as it stands in the column.
        let categories: String
        /// With tax, minor units of euro.
        let price: Int64
    }

    struct Country {
        let code: String
        let locale: String
        /// Of a hundred customers.
        let share: Int64
        let firstNames: [Name]
        let lastNames: [Name]
    }

    struct Name {
        let text: String
        /// As it stands in an address.
        let plain: String

        init(_ text: String) {
            self.text = text
            plain = text.lowercased().reduce(into: "") { $0 += Name.spelled[$1] ?? String($1) }
        }

        private static let spelled: [Character: String] = [
            "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e", "ë": "e", "ï": "i", "í": "i", "á": "a",
            "ó": "o", "ñ": "n", "ł": "l", "ń": "n", "ś": "s", "ż": "z", "ą": "a", "ę": "e", "ć": "c",
            "’": "",
        ]
    }

    /// 500 products whose prices climb by equal steps of ratio from 5.00 to about 145 EUR, so that a bell over their
    /// numbers makes a log-normal of their prices.
    static let products: [Product] = {
        let categories = ["camping", "climbing", "hiking", "clothing", "maps", "cycling", "winter", "food"]
        // Ten-thousandths of a minor unit.
        var price: Int64 = 500 * 10_000
        return (0..<500).map { number in
            defer { price += price * 676 / 100_000 }
            return Product(
                id: "\(1_001 + number)", sku: "SKU-\(1_001 + number)",
                categories: "[\"\(categories[number * 5 % categories.count])\"]", price: price / 10_000)
        }
    }()

    static let countries: [Country] = [
        Country(
            code: "DE", locale: "de-DE", share: 58,
            firstNames: names("Anna Jonas Mia Lukas Lena Felix Clara Paul Greta Emil Jule Jürgen Käthe Björn"),
            lastNames: names("Müller Schäfer Vogt Brandt Köhler Lorenz Busch Winter Krüger Weiß Fuchs Jäger Roth")),
        Country(
            code: "AT", locale: "de-AT", share: 12,
            firstNames: names("Leopold Resi Florian Magdalena Xaver Johanna Matthias Viktoria"),
            lastNames: names("Gruber Huber Steiner Moser Pichler Hofer Egger Wallner")),
        Country(
            code: "FR", locale: "fr-FR", share: 12,
            firstNames: names("Camille Hugo Inès Louis Zoé Théo Manon Jules Élodie"),
            lastNames: names("Lefèvre Moreau Girard Roux Chevalier Blanc Garnier Faure")),
        Country(
            code: "PL", locale: "pl-PL", share: 10,
            firstNames: names("Zofia Jakub Łucja Antoni Małgorzata Stanisław Agnieszka Wojciech"),
            lastNames: names("Wójcik Kamińska Zieliński Szymańska Dąbrowski Jabłońska Król")),
        Country(
            code: "ES", locale: "es-ES", share: 8,
            firstNames: names("Lucía Mateo Sofía Hugo Carmen Álvaro Noa Iker"),
            lastNames: names("García Ortega Núñez Vidal Serrano Ibáñez Peña")),
    ]

    private static func names(_ text: String) -> [Name] { text.split(separator: " ").map { Name(String($0)) } }
}

/// What the demo's shops sell, and to whom. All of it is made up.
enum DemoCatalog {
    struct Product: Sendable {
        let id: String
        let sku: String
        let category: String
        /// Minor units of euro.
        let price: Int64
        /// How often it is picked, against the others.
        let weight: Int
    }

    static let products: [Product] = [
        Product(id: "101", sku: "TENT-2P", category: "camping", price: 24_900, weight: 6),
        Product(id: "102", sku: "TENT-4P", category: "camping", price: 38_900, weight: 3),
        Product(id: "103", sku: "MAT-LIGHT", category: "camping", price: 7_950, weight: 10),
        Product(id: "104", sku: "STOVE-GAS", category: "camping", price: 5_490, weight: 9),
        Product(id: "105", sku: "MUG-STEEL", category: "camping", price: 1_790, weight: 18),
        Product(id: "106", sku: "BAG-DOWN", category: "camping", price: 19_900, weight: 5),
        Product(id: "201", sku: "ROPE-60", category: "climbing", price: 16_900, weight: 4),
        Product(id: "202", sku: "HARNESS-M", category: "climbing", price: 6_490, weight: 5),
        Product(id: "203", sku: "SHOE-ROCK", category: "climbing", price: 10_900, weight: 6),
        Product(id: "204", sku: "CHALK-300", category: "climbing", price: 990, weight: 14),
        Product(id: "301", sku: "BOOT-HIKE", category: "hiking", price: 17_900, weight: 9),
        Product(id: "302", sku: "POLE-CARBON", category: "hiking", price: 9_900, weight: 7),
        Product(id: "303", sku: "PACK-45", category: "hiking", price: 14_900, weight: 8),
        Product(id: "304", sku: "SOCK-MERINO", category: "hiking", price: 2_190, weight: 22),
        Product(id: "305", sku: "BOTTLE-1L", category: "hiking", price: 2_490, weight: 20),
        Product(id: "401", sku: "SHELL-3L", category: "clothing", price: 32_900, weight: 5),
        Product(id: "402", sku: "FLEECE-MID", category: "clothing", price: 8_900, weight: 12),
        Product(id: "403", sku: "CAP-WOOL", category: "clothing", price: 2_990, weight: 15),
        Product(id: "501", sku: "MAP-ALPS", category: "maps", price: 1_590, weight: 12),
        Product(id: club, sku: "CLUB-YEAR", category: "memberships", price: 4_900, weight: 7),
        Product(id: workshop, sku: "WORKSHOP-KNOTS", category: "workshops", price: 8_900, weight: 5),
        Product(id: ambassador, sku: "AMBASSADOR-SET", category: "memberships", price: 29_900, weight: 2),
    ]

    static let club = "901"
    static let workshop = "902"
    static let ambassador = "903"

    struct Country: Sendable {
        let code: String
        let locale: String
        let firstNames: [String]
        let lastNames: [String]
    }

    static let west: [Country] = [
        Country(
            code: "DE", locale: "de-DE",
            firstNames: ["Anna", "Jonas", "Mia", "Lukas", "Lena", "Felix", "Clara", "Paul", "Greta", "Emil", "Jule"],
            lastNames: ["Müller", "Schäfer", "Vogt", "Brandt", "Köhler", "Lorenz", "Busch", "Winter", "Krüger"]),
        Country(
            code: "FR", locale: "fr-FR",
            firstNames: ["Camille", "Hugo", "Inès", "Louis", "Zoé", "Théo", "Manon", "Jules", "Élodie"],
            lastNames: ["Lefèvre", "Moreau", "Girard", "Roux", "Chevalier", "Blanc", "Garnier", "Faure"]),
        Country(
            code: "ES", locale: "es-ES",
            firstNames: ["Lucía", "Mateo", "Sofía", "Hugo", "Carmen", "Álvaro", "Noa", "Iker"],
            lastNames: ["García", "Ortega", "Núñez", "Vidal", "Serrano", "Ibáñez", "Peña"]),
        Country(
            code: "IE", locale: "en-IE",
            firstNames: ["Aoife", "Conor", "Niamh", "Sean", "Orla", "Declan"],
            lastNames: ["O’Brien", "Murphy", "Kelly", "Byrne", "Walsh"]),
    ]

    static let east: [Country] = [
        Country(
            code: "PL", locale: "pl-PL",
            firstNames: ["Zofia", "Jakub", "Łucja", "Antoni", "Małgorzata", "Stanisław", "Agnieszka", "Wojciech"],
            lastNames: ["Wójcik", "Kamińska", "Zieliński", "Szymańska", "Dąbrowski", "Jabłońska", "Król"])
    ]
}

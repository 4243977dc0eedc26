public import Domain

/// What a column of a file can mean.
public struct ImportField: Sendable, Equatable {
    public let name: String
    /// What a column of this meaning is called in files that shops export, in several languages: small letters and
    /// digits alone.
    let synonyms: [String]
    public let isRequired: Bool

    init(_ name: String, _ synonyms: String = "", isRequired: Bool = false) {
        self.name = name
        self.synonyms = [name.replacing("_", with: "")] + synonyms.split(separator: " ").map(String.init)
        self.isRequired = isRequired
    }

    /// The fields of a kind, those first that should have their column first.
    public static func all(of kind: ImportRecord.Kind) -> [ImportField] {
        switch kind {
        case .customers: customers
        case .groupChanges: groupChanges
        case .orders: orders
        }
    }

    /// Fields of which a file needs at least one, for each kind.
    static func alternatives(of kind: ImportRecord.Kind) -> [[String]] {
        switch kind {
        case .customers: []
        case .groupChanges: [["customer_id", "email"]]
        case .orders: [["customer_id", "email"], ["product_id", "sku"]]
        }
    }

    // Words in the order: English and the exports of Shopify, WooCommerce, PrestaShop, Magento; German; French; Polish;
    // Spanish; Italian; Dutch.

    private static let customerID =
        "customerid customer customernumber customerno userid user clientid idcustomer accountid "
        + "kundennummer kundennr kundenid kunde clientnumero numeroclient numéroclient idclient "
        + "idklienta klient numerklienta idcliente cliente númerocliente codicecliente klantnummer klantid"

    private static let email =
        "emailaddress mail customeremail billingemail useremail emailadresse courriel adresseemail adressemail "
        + "adresemail correo correoelectrónico correoelectronico indirizzoemail emailadres"

    private static let firstName =
        "givenname billingfirstname customerfirstname vorname prénom prenom imię imie nombre nome voornaam"

    private static let lastName =
        "surname familyname billinglastname customerlastname nachname familienname nom nomdefamille nazwisko apellidos "
        + "apellido cognome achternaam"

    private static let country =
        "countrycode billingcountry countryiso countryid defaultaddresscountrycode land ländercode länderkürzel pays "
        + "codepays kraj kodkraju país pais paese landcode"

    private static let groups =
        "group customergroup customergroups groupcode kundengruppe kundengruppen gruppe gruppen groupe groupes "
        + "groupeclient groupesclients grupa grupy grupaklientów grupo grupos gruppo gruppi groep groepen klantgroep"

    private static let customers = [
        ImportField("customer_id", "\(customerID) id", isRequired: true), ImportField("email", email),
        ImportField("first_name", firstName), ImportField("last_name", lastName),
        ImportField("locale", "language lang customerlanguage sprache langue język jezyk idioma lingua taal"),
        ImportField("country", country),
        ImportField(
            "registered_at",
            "registered registrationdate dateregistered createdat created customersince dateadd datecreated signupdate "
                + "registriertam registriert angelegtam kundeseit dateinscription datedecréation inscrit "
                + "datarejestracji zarejestrowany fechaderegistro fechaalta dataregistrazione geregistreerdop"),
        ImportField("organization_id", "companyid organisationid firmenid identreprise idfirmy idempresa"),
        ImportField(
            "organization_name",
            "company companyname organization organisation firma firmenname société societe entreprise "
                + "nazwafirmy empresa azienda bedrijf"),
        ImportField("groups", groups),
        ImportField("default_group", "defaultgroup iddefaultgroup standardgruppe groupepardéfaut grupadomyślna"),
        ImportField("member_since", "membersince groupsince mitgliedseit membredepuis członekod"),
    ]

    private static let groupChanges = [
        ImportField("customer_id", "\(customerID) id"), ImportField("email", email),
        ImportField("groups", groups, isRequired: true),
        ImportField(
            "until",
            "enddate expires expireson validuntil gültigbis bis ablauf jusquau finvalidité expire do ważnedo "
                + "hasta válidohasta finoal scadenza geldigtot"),
    ]

    private static let orders = [
        ImportField(
            "order_id",
            "ordernumber orderno order ordername invoiceno invoicenumber invoice idorder incrementid reference id name "
                + "bestellnummer bestellung auftragsnummer bestellid numérocommande numerocommande commande référence "
                + "numerzamówienia zamówienie idzamówienia númeropedido pedido ordine numeroordine ordernummer bestelling",
            isRequired: true),
        ImportField("customer_id", customerID), ImportField("email", email),
        ImportField(
            "product_id",
            "productid product itemid lineitemproductid idproduct productnumber stockcode artikelnummer artikelnr "
                + "produktid artikel idproduit produit idproduktu produkt idproducto producto prodotto productnummer"),
        ImportField("variant_id", "variantid variationid productattributeid lineitemvariantid variantenid idvariante"),
        ImportField("sku", "lineitemsku productsku productreference itemsku artikelcode kodproduktu"),
        ImportField(
            "category", "categories productcategory kategorie kategorien catégorie categorie kategoria categoría"),
        ImportField(
            "quantity",
            "qty lineitemquantity itemquantity productquantity qtyordered units menge anzahl stückzahl quantité quantite "
                + "ilość ilosc cantidad quantità quantita aantal", isRequired: true),
        ImportField(
            "unit_price",
            "price lineitemprice itemprice itemcost productprice unitpricetaxincl einzelpreis preis stückpreis "
                + "prixunitaire prix cenajednostkowa cena precio preciounitario prezzo prezzounitario prijs stuksprijs",
            isRequired: true),
        ImportField(
            "paid_at",
            "datepaid paiddate paymentdate paid invoicedate bezahltam zahlungsdatum datepaiement payéle "
                + "datapłatności opłacono fechadepago datapagamento betaaldop"),
        ImportField(
            "placed_at",
            "orderdate createdat created date dateadd datecreated purchasedate bestelldatum datum bestelltam "
                + "datecommande datazamówienia data fecha fechapedido dataordine orderdatum"),
        ImportField(
            "status",
            "orderstatus state financialstatus currentstate bestellstatus zahlungsstatus statut étatcommande etat stan "
                + "statuszamówienia estado stato"),
        ImportField("currency", "currencycode ordercurrency währung devise waluta moneda valuta divisa"),
        ImportField(
            "shipping",
            "shippingtotal shippingamount shippingcost ordershipping versandkosten versand fraisdeport "
                + "livraison kosztdostawy wysyłka gastosdeenvío envío spedizione verzendkosten"),
        ImportField(
            "payment_method",
            "paymentmethodtitle payment zahlungsart zahlart modedepaiement paiement metodapłatności "
                + "płatność métododepago metodopagamento betaalmethode"),
        ImportField("first_name", firstName), ImportField("last_name", lastName), ImportField("country", country),
    ]

    /// The column each field most likely stands in. A column is proposed once; of several words for a field the first
    /// that there is a column for wins.
    static func proposal(_ kind: ImportRecord.Kind, header: [String]) -> [String: String] {
        let plain = header.map { name in String(name.lowercased().filter { $0.isLetter || $0.isNumber }) }
        var taken: Set<Int> = []
        var columns: [String: String] = [:]
        // A column that is called just like a field is meant for nothing else.
        let fields = all(of: kind)
        for (field, words) in fields.map({ ($0, Array($0.synonyms.prefix(1))) }) + fields.map({ ($0, $0.synonyms) })
        where columns[field.name] == nil {
            for word in words {
                guard let index = plain.firstIndex(of: word), !taken.contains(index) else { continue }
                taken.insert(index)
                columns[field.name] = header[index]
                break
            }
        }
        return columns
    }
}

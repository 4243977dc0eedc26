/// Where a walk over rows stands: after which row. It is a key of the rows themselves, so that rows that come, go or change
/// meanwhile shift nothing.
enum PrestaShopCursor: Equatable {
    /// Which rows a walk over changes is at.
    enum Stage: String {
        /// Those of the resource itself.
        case rows
        /// Credit slips, which change their orders.
        case slips
    }

    /// After the row with that id; `0` begins.
    case id(String)
    /// After the row that was changed then and has that id.
    case change(Stage, date: String, id: String)

    /// - Throws: `.refused` for a text that is no cursor of ours.
    init(_ text: String) throws(ShopError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch (parts.count, parts.first.flatMap(Stage.init)) {
        case (2, nil) where parts[0] == "id" && Self.isPlace(parts[1]): self = .id(parts[1])
        case (3, let stage?) where PrestaShopDate.isValid(parts[1]) && Self.isPlace(parts[2]):
            self = .change(stage, date: parts[1], id: parts[2])
        default: throw .refused("this is no place that a page of PrestaShop ended at")
        }
    }

    /// What `init` reads.
    var text: String {
        switch self {
        case .id(let id): "id/\(id)"
        case .change(let stage, let date, let id): "\(stage.rawValue)/\(date)/\(id)"
        }
    }

    private static func isPlace(_ id: String) -> Bool { id == "0" || PrestaShopID.isValid(id) }
}

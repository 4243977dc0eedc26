/// A store's own text of one template in one language, as it was saved at one time.
public struct TemplateEdit: Sendable, Equatable {
    /// Counts up with every edit of any template.
    public var revision: ID<TemplateEdit>
    public var store: ID<Store>
    public var template: String
    /// BCP 47.
    public var locale: String
    /// Nil where the shipped text was taken again.
    public var content: Content?
    public var at: Timestamp
    public var by: String

    /// Two files, each with its subject.
    public struct Content: Sendable, Equatable {
        public var html: String
        public var text: String

        public init(html: String, text: String) {
            self.html = html
            self.text = text
        }
    }

    public init(
        revision: ID<TemplateEdit>, store: ID<Store>, template: String, locale: String, content: Content?,
        at: Timestamp, by: String
    ) {
        self.revision = revision
        self.store = store
        self.template = template
        self.locale = locale
        self.content = content
        self.at = at
        self.by = by
    }
}

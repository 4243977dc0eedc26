/// What a file is, told by the ending of its name.
struct MediaType: Hashable, Sendable {
    /// For Content-Type.
    let value: String
    /// Whether files of the type become much smaller by compression; those of most media are compressed already.
    let isCompressible: Bool

    private init(_ value: String, isCompressible: Bool) {
        self.value = value
        self.isCompressible = isCompressible
    }

    /// `application/octet-stream` for an ending that is not known, and without one.
    init(fileName: String) {
        let ending = fileName.lastIndex(of: ".").map { fileName[fileName.index(after: $0)...].lowercased() }
        self = ending.flatMap { Self.types[$0] } ?? .packed("application/octet-stream")
    }

    private static func text(_ value: String) -> MediaType {
        MediaType("\(value); charset=utf-8", isCompressible: true)
    }

    private static func loose(_ value: String) -> MediaType { MediaType(value, isCompressible: true) }

    private static func packed(_ value: String) -> MediaType { MediaType(value, isCompressible: false) }

    private static let types: [String: MediaType] = [
        "avif": packed("image/avif"),
        "bmp": loose("image/bmp"),
        "css": text("text/css"),
        "csv": text("text/csv"),
        "gif": packed("image/gif"),
        "gz": packed("application/gzip"),
        "htm": text("text/html"),
        "html": text("text/html"),
        "ico": loose("image/vnd.microsoft.icon"),
        "jpeg": packed("image/jpeg"),
        "jpg": packed("image/jpeg"),
        "js": text("text/javascript"),
        "json": loose("application/json"),
        "map": loose("application/json"),
        "md": text("text/markdown"),
        "mjs": text("text/javascript"),
        "mp4": packed("video/mp4"),
        "otf": loose("font/otf"),
        "pdf": packed("application/pdf"),
        "png": packed("image/png"),
        "svg": text("image/svg+xml"),
        "ttf": loose("font/ttf"),
        "txt": text("text/plain"),
        "wasm": loose("application/wasm"),
        "webm": packed("video/webm"),
        "webmanifest": loose("application/manifest+json"),
        "webp": packed("image/webp"),
        "woff": packed("font/woff"),
        "woff2": packed("font/woff2"),
        "xml": text("application/xml"),
        "yaml": loose("application/yaml"),
        "yml": loose("application/yaml"),
        "zip": packed("application/zip"),
    ]
}

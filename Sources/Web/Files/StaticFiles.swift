internal import HTTPWire
internal import Net
internal import Synchronization

/// Serves the files below a directory, from memory while they do not change.
///
/// Names that start with a dot are not served, but for `.well-known`; symbolic links are not followed. `/` and paths that
/// end in a slash serve `index.html`; a directory without the slash is redirected to it.
public final class StaticFiles: Sendable {
    private struct Cache {
        var pages: [String: StaticPage] = [:]
        var size = 0
    }

    private let tree: DirectoryTree
    private let revalidation: Duration
    private let cacheLimit: Int
    private let cache = Mutex(Cache())

    /// - Parameters:
    ///   - root: a directory.
    ///   - revalidation: how old what is known of a file may be before its time and size are looked at again.
    ///   - cacheLimit: bytes of all files kept in memory. Beyond it they are read each time.
    /// - Throws: `SystemError` where `root` cannot be opened.
    public init(root: String, revalidation: Duration = .seconds(1), cacheLimit: Int = 64 << 20) throws {
        tree = try DirectoryTree(path: root)
        self.revalidation = revalidation
        self.cacheLimit = cacheLimit
    }

    /// For `Router`'s fallback.
    public var handler: Handler { { request in try self.respond(to: request) } }

    /// - Throws: `HTTPError` 404, and 405 for a file that is there with a method other than GET and HEAD.
    public func respond(to request: Request) throws -> Response {
        let segments = request.target.segments
        guard let page = try page(segments, request) else {
            guard case .directory = find(segments) else { throw HTTPError(.notFound, "there is nothing at this path") }
            return .redirect(to: request.target.rawPath + "/", status: .permanentRedirect)
        }
        guard request.method == .get || request.method == .head else {
            throw HTTPError(
                .methodNotAllowed, "\(request.method) is not offered here", headers: ["Allow": "GET, HEAD"])
        }
        if page.isUnchanged(request.headers) { return Response(.notModified, headers: page.headers) }
        return Response(.ok, headers: page.headers, body: .bytes(page.content))
    }

    private func page(_ segments: [String], _ request: Request) throws -> StaticPage? {
        let key = request.path
        guard !segments.contains(where: { $0.utf8.contains(UInt8(ascii: "/")) }) else { return nil }
        let known = cache.withLock { $0.pages[key] }
        if let known, request.receivedAt < known.checkedAt.adding(revalidation) { return known }
        let names = segments.last == "" ? segments.dropLast() + ["index.html"] : segments
        guard case .file(let file) = find(names), let name = names.last else {
            forget(key)
            return nil
        }
        var page = try known.flatMap { $0.stamp == file.stamp ? $0 : nil } ?? StaticPage(file, name: name)
        page.checkedAt = request.receivedAt
        remember(page, key)
        return page
    }

    private func find(_ names: [String]) -> DirectoryTree.Found? {
        guard names.allSatisfy({ !$0.hasPrefix(".") || $0 == ".well-known" }) else { return nil }
        return tree.find(names)
    }

    private func remember(_ page: StaticPage, _ key: String) {
        cache.withLock { cache in
            let size = cache.size - (cache.pages[key]?.content.count ?? 0) + page.content.count
            guard size <= cacheLimit else { return }
            cache.size = size
            cache.pages[key] = page
        }
    }

    private func forget(_ key: String) {
        cache.withLock { cache in
            guard let page = cache.pages.removeValue(forKey: key) else { return }
            cache.size -= page.content.count
        }
    }
}

internal import HTTPWire
public import Net

/// Serves the files below a directory, from memory while they do not change.
///
/// Names that start with a dot are not served, but for `.well-known`; symbolic links are not followed. `/` and paths that
/// end in a slash serve `index.html`; a directory that has one is redirected to its path with a slash.
public final class StaticFiles: Sendable {
    private let tree: DirectoryTree
    private let revalidation: Duration
    private let largestKept: Int
    private let clock: @Sendable () -> Int64
    private let cache: FileCache

    /// - Parameters:
    ///   - root: a directory.
    ///   - revalidation: how old what is known of a file may be before its time and size are looked at again.
    ///   - cacheLimit: bytes of all files kept in memory, compressed forms and what belongs to them included. Beyond it
    ///     files are read each time and sent plain.
    ///   - largestKept: bytes of a single file beyond which it is never kept.
    ///   - clock: seconds since 1970.
    /// - Throws: `SystemError` where `root` cannot be opened.
    public init(
        root: String, revalidation: Duration = .seconds(1), cacheLimit: Int = 64 << 20, largestKept: Int = 4 << 20,
        clock: @escaping @Sendable () -> Int64 = { WallClock.unixSeconds() }
    ) throws {
        tree = try DirectoryTree(path: root)
        self.revalidation = revalidation
        self.largestKept = largestKept
        self.clock = clock
        cache = FileCache(limit: cacheLimit)
    }

    /// For `Router`'s fallback.
    public var handler: Handler { { request in try self.respond(to: request) } }

    /// Answers GET, HEAD and OPTIONS where there is a file.
    ///
    /// - Throws: `HTTPError` 404; for a file that is there 405, 412 and 416; `SystemError` where it cannot be read.
    public func respond(to request: Request) throws -> Response {
        guard let found = try find(request) else { return try redirect(request) }
        return try FileAnswer(found.page, found.file, request, clock).response()
    }

    // MARK: Finding

    /// A page, and the file itself where the page has no content.
    private typealias Found = (page: StaticPage, file: OpenFile?)

    private func find(_ request: Request) throws -> Found? {
        let (target, now) = (request.target, request.receivedAt)
        // Where nothing was encoded, a path of the cache is what it seems to be.
        if target.rawPath.utf8.count == target.path.utf8.count, let known = cache[target.path],
            now < known.checkedAt.adding(revalidation), known.page.plain.content != nil
        {
            return (known.page, nil)
        }
        var names = target.segments
        guard !names.contains(where: { $0.utf8.contains(UInt8(ascii: "/")) }) else { return nil }
        if names.last == "" { names[names.count - 1] = "index.html" }
        guard case .file(let file) = open(names), let name = names.last else {
            cache.remove(target.path)
            return nil
        }
        return try look(at: file, name, target.path, now)
    }

    private func open(_ names: [String]) -> DirectoryTree.Found? {
        guard names.allSatisfy({ !$0.hasPrefix(".") || $0 == ".well-known" }) else { return nil }
        return tree.find(names)
    }

    /// Takes the page that is known where the file is still the same, else reads the file.
    private func look(at file: OpenFile, _ name: String, _ key: String, _ now: MonotonicTime) throws -> Found {
        let time = HTTPDate(secondsSinceEpoch: clock())
        let page: StaticPage
        if let known = cache[key], known.page.stamp == file.stamp, known.isSettled {
            page = known.page
        } else {
            page = try read(file, name, known: cache[key]?.page, now, time)
        }
        let isSettled = file.stamp.isSettled(at: time)
        cache.store(FileCache.Entry(page: page, checkedAt: now, isSettled: isSettled), for: key)
        return (page, page.plain.content == nil ? file : nil)
    }

    private func read(
        _ file: OpenFile, _ name: String, known: StaticPage?, _ now: MonotonicTime, _ time: HTTPDate
    ) throws -> StaticPage {
        let content = file.stamp.size <= largestKept ? try file.read() : nil
        if let known, let content, known.stamp == file.stamp, known.plain.content == content { return known }
        let isCompressed = cache.hasRoom(for: 2 * file.stamp.size, at: now)
        return StaticPage(
            file.stamp, name: name, content: content, isCompressed: isCompressed, now: time, previous: known)
    }

    /// The answer for a path without a file: a directory with an index is found at its path with a slash.
    private func redirect(_ request: Request) throws -> Response {
        let names = request.target.segments
        guard request.method == .get || request.method == .head, names.last != "",
            case .file = open(names + ["index.html"])
        else { throw HTTPError(.notFound, "there is nothing at this path") }
        let query = request.query.isEmpty ? "" : "?\(request.query.encoded)"
        return .redirect(to: request.target.rawPath + "/" + query, status: .permanentRedirect)
    }
}

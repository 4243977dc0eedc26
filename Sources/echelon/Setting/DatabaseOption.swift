internal import ArgumentParser
internal import Domain
internal import Engine
internal import Foundation
internal import Glibc
internal import Shops

/// Which database a command works on.
struct DatabaseOption: ParsableArguments {
    @Option(help: "The database file; made where it is absent. (default: data/echelon.db)")
    var db: String?

    /// Shown where it is of use; every command takes it, as cron may be any of them.
    @Option(
        help: ArgumentHelp(
            "Days for which is kept, unless the panel says otherwise, as in inbox=90,log=0.", visibility: .hidden))
    var retention: String?

    var path: String { db ?? Environment["ECHELON_DB"] ?? "data/echelon.db" }

    /// Opens the database, makes it where it is absent, and brings it up to date.
    func open(
        clock: any WallClock = SystemClock(), caller: any HTTPCaller = NoCaller(), mails: MailMeans = MailMeans()
    ) async throws -> Engine {
        // Everything beside the database is for its owner alone.
        _ = umask(0o077)
        do {
            try makeFolder()
            let engine = try Engine(
                path: path, key: KeyFile.key(forDatabase: path), clock: clock, caller: caller, mails: mails,
                retention: policy())
            try await engine.prepare(zone: zone())
            _ = try await engine.storeKeys()
            return engine
        } catch {
            throw Failure("The database \(path) cannot be opened. \(Failure(error))")
        }
    }

    private func makeFolder() throws {
        let folder = URL(filePath: path).deletingLastPathComponent()
        do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
            throw Failure("Its folder \(folder.path) cannot be made.")
        }
    }

    /// Opens the database for the time of `body`; errors are told in words.
    func use(
        clock: any WallClock = SystemClock(), caller: any HTTPCaller = NoCaller(),
        mails: MailMeans = MailMeans(), _ body: (Engine) async throws -> Void
    ) async throws {
        let engine = try await open(clock: clock, caller: caller, mails: mails)
        do { try await body(engine) } catch let code as ExitCode { throw code } catch { throw Failure(error) }
        try engine.close()
    }

    private func policy() throws -> RetentionPolicy {
        var policy = RetentionPolicy.usual
        guard let list = retention ?? Environment["ECHELON_RETENTION"] else { return policy }
        if let fault = policy.read(list) { throw Failure("--retention (or ECHELON_RETENTION): \(fault).") }
        return policy
    }

    /// The time zone of a new database's first store.
    private func zone() throws -> Zone {
        guard let name = Environment["ECHELON_ZONE"] else { return .utc }
        guard let zone = Zone(name) else { throw Failure("ECHELON_ZONE must be a time zone such as Europe/Warsaw.") }
        return zone
    }
}

internal import Domain
internal import Engine
internal import Net

/// Looks at what the database says of the installation: whether cron comes, whether shops are heard, what has no meaning
/// yet; and at the addresses.
struct ServiceExamination {
    let engine: Engine
    let baseURL: String?
    let isProxied: Bool
    let hasCertificate: Bool
    let host: String
    let port: UInt16

    func diagnoses() async throws -> [Diagnosis] {
        var found = [address, proxy, listening].compactMap { $0 }
        found.append(try await cron())
        found += try await zones()
        found += try await statuses()
        found += try await sources()
        if let wrong = try await instants() { found.append(wrong) }
        return found
    }

    private var address: Diagnosis {
        guard let baseURL else {
            return .warning(
                "base_url", "Nobody has said by which address customers reach the server.",
                "Set ECHELON_BASE_URL: links in mails need it.")
        }
        let isLocal = ["//localhost", "//127.", "//[::1]"].contains { baseURL.contains($0) }
        guard baseURL.hasPrefix("https://") || isLocal else {
            return .warning(
                "base_url", "\(baseURL) is not https.",
                "Use TLS: passwords and webhooks go over that address, and one-click unsubscribing needs it.")
        }
        return .good("base_url", "The server is reached by \(baseURL).")
    }

    private var proxy: Diagnosis? {
        guard let baseURL, baseURL.hasPrefix("https://"), !hasCertificate, !isProxied else { return nil }
        return .warning(
            "proxy", "\(baseURL) is https, and the server itself has no certificate: a proxy must stand before it.",
            "Set ECHELON_TRUSTED_PROXY to the proxy's address, or all clients look like one to the limits and the log.")
    }

    private var listening: Diagnosis? {
        guard port != 0 else { return nil }
        do {
            _ = try ListeningSocket(host: host, port: port, backlog: 1)
            return .good("port", "\(host):\(port) is free: no server runs there.")
        } catch {
            return .warning(
                "port", "\(error).", "Where that is Echelon itself, all is well; else choose another --port.")
        }
    }

    private func cron() async throws -> Diagnosis {
        let (run, isSilent) = try await engine.lastCronRun()
        let last = run.map { "Cron came last at \($0.startedAt)." } ?? "Cron has never come."
        guard isSilent || run == nil else { return .good("cron", last) }
        return .bad(
            "cron", last, "Let a crontab call the address that the panel shows under Settings, every 15 minutes.")
    }

    private func zones() async throws -> [Diagnosis] {
        try await engine.stores().filter { !$0.store.automation.isOn }.map {
            .warning(
                "automation", "Automation is off in store \($0.store.key).",
                "Nothing changes there until it is switched on.")
        }
    }

    private func statuses() async throws -> [Diagnosis] {
        var found: [Diagnosis] = []
        for store in try await engine.stores() {
            let unknown = try await engine.statuses(store: store.store.key).filter { !$0.status.isMapped }
            guard !unknown.isEmpty else { continue }
            let codes = unknown.map(\.status.code).sorted().joined(separator: ", ")
            found.append(
                .warning(
                    "statuses", "In store \(store.store.key) nobody has said what these statuses mean: \(codes).",
                    "Say under Settings, Statuses, whether orders in them are paid: until then they count for nothing.")
            )
        }
        return found
    }

    private func sources() async throws -> [Diagnosis] {
        let sources = try await engine.sources(store: nil).filter(\.isEnabled)
        guard !sources.isEmpty else {
            return [
                .warning(
                    "sources", "No shop is connected.",
                    "Make a source under Connections, and point the shop's webhooks to it.")
            ]
        }
        return sources.map { source in
            guard let last = source.lastDeliveryAt else {
                return .warning(
                    "sources", "Nothing has come from \(source.key) yet.",
                    "Look in the shop whether the webhook is active and its address right.")
            }
            return .good("sources", "\(source.key) was heard last at \(last).")
        }
    }

    /// What was written in the future shows that the clock has gone back.
    private func instants() async throws -> Diagnosis? {
        let now = SystemClock().now()
        guard let last = try await engine.lastCronRun().run?.startedAt, last > now.adding(seconds: 300) else {
            return nil
        }
        return .bad(
            "clock", "The last run is of \(last), which is to come.",
            "The clock has gone back. Set it, then look at the runs.")
    }
}

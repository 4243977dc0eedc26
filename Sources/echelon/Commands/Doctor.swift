internal import ArgumentParser
internal import Engine
internal import Foundation
internal import JSON
internal import Web

/// Says in words what is wrong with an installation.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say in words what is wrong with this installation, and what to do.",
        discussion: """
            Give it the options and the environment that the server has. Ends with 1 where something is bad, with 0 where
            there are warnings only. Whether the data is sound, `echelon check` tells.
            """)

    @OptionGroup var database: DatabaseOption
    @OptionGroup var listening: ListenOptions
    @OptionGroup var tls: TLSOptions
    @OptionGroup var outside: OutsideOptions
    @OptionGroup var mail: MailOptions
    @Option(help: "The address by which shops and browsers reach the server.") var baseURL: String?
    @Flag(help: "Speak to the mail server too.") var smtp = false
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        var found = MachineExamination(path: database.path).diagnoses()
        if FileManager.default.fileExists(atPath: database.path) { found += await examineService() }
        if smtp { found.append(await examineMail()) }
        tell(found)
        if found.contains(where: { $0.level == .bad }) { throw ExitCode.failure }
    }

    private func examineService() async -> [Diagnosis] {
        do {
            let configuration = try listening.configuration()
            let identity = try tls.identity()
            let engine = try await database.open()
            let examination = ServiceExamination(
                engine: engine, baseURL: try BaseURL.read(baseURL), isProxied: listening.isProxied,
                hasCertificate: identity != nil, host: configuration.host, port: configuration.port)
            return [.good("open", "The database can be opened, and the key fits.")]
                + (try await examination.diagnoses())
        } catch let error as ValidationError {
            return [.bad("options", error.message, "The server would not start with these options.")]
        } catch {
            return [.bad("open", "\(Failure(error))", "The server cannot start before this is mended.")]
        }
    }

    /// A conversation without a mail: connected, encrypted, signed in.
    private func examineMail() async -> Diagnosis {
        do {
            guard let account = try mail.account() else {
                return .warning(
                    "smtp", "No mail server is named by options or the environment.",
                    "One that was set up in the panel is tried there, under Settings, Mails.")
            }
            let carrier = try OutsideCarrier(trust: outside.trust())
            let server = try account.server(clientName: MailOptions.hostName)
            if let trouble = try await carrier.carry(to: server, next: { nil }, finished: { _ in }) {
                return .bad("smtp", trouble, "Look at the name, the port, the encryption and the password.")
            }
            return .good("smtp", "\(account.host) takes mails from us.")
        } catch let error as NotCarried {
            return .bad("smtp", error.reason, "Look at the name and the port, and whether a firewall is between.")
        } catch {
            return .bad("smtp", "\(error)", "Look at the mail server's options.")
        }
    }

    private func tell(_ found: [Diagnosis]) {
        guard json else {
            for diagnosis in found { print(diagnosis.text) }
            let bad = found.filter { $0.level == .bad }.count
            let warnings = found.filter { $0.level == .warning }.count
            print(bad + warnings == 0 ? "All is well." : "\(bad) bad, \(warnings) to look at.")
            return
        }
        let value: JSONValue = [
            "healthy": .bool(!found.contains { $0.level == .bad }), "checks": .array(found.map(\.json)),
        ]
        print(String(decoding: value.bytes, as: UTF8.self))
    }
}

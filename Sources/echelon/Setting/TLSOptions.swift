internal import ArgumentParser
internal import Logging
internal import Net
internal import Web

/// Whether a server speaks HTTPS, and with which files.
struct TLSOptions: ParsableArguments {
    @Option(help: "PEM file with the certificate and those that issued it. With it the port speaks HTTPS.")
    var tlsCert: String?

    @Option(help: "PEM file with the certificate's key. Both files are read again on SIGHUP.")
    var tlsKey: String?

    /// Certificate and key; nil where neither is set.
    ///
    /// - Throws: in words what is wrong with the files, or that one is missing.
    func identity(after previous: TLSServerContext? = nil) throws -> TLSServerContext? {
        let certificate = tlsCert ?? Environment["ECHELON_TLS_CERT"]
        let key = tlsKey ?? Environment["ECHELON_TLS_KEY"]
        guard let certificate, let key else {
            guard certificate == nil, key == nil else {
                throw ValidationError("HTTPS needs both, --tls-cert and --tls-key.")
            }
            return nil
        }
        do {
            return try TLSServerContext(certificateFile: certificate, keyFile: key, keepingTicketsOf: previous)
        } catch {
            throw Failure("HTTPS is not possible: \(error).")
        }
    }

    /// Reads the files again for a server that is running. Where they are not right it goes on with what it has.
    func renew(_ server: Server, _ previous: inout TLSServerContext?, _ logger: Logger) {
        guard previous != nil else { return }
        do {
            guard let identity = try identity(after: previous) else { return }
            server.renew(identity)
            previous = identity
            logger.notice("certificate and key were read again")
        } catch {
            logger.error("the certificate in use stays", metadata: ["reason": "\(error)"])
        }
    }
}

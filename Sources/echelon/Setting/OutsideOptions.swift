internal import ArgumentParser
internal import Engine
internal import Net

/// How shops and destinations are spoken to.
struct OutsideOptions: ParsableArguments {
    @Option(help: "PEM file of authorities that shops and destinations are trusted by. (default: the system's own)")
    var outsideCA: String?

    func caller() throws -> OutsideCaller {
        let clock = SystemClock()
        return try OutsideCaller(trust: trust()) { clock.now() }
    }

    /// Whom we believe that a server is who it says.
    ///
    /// - Throws: in words where the file is not right.
    func trust() throws -> TLSClientContext {
        do {
            return try TLSClientContext(authorityFile: outsideCA ?? Environment["ECHELON_OUTSIDE_CA"])
        } catch {
            throw Failure("\(error)")
        }
    }
}

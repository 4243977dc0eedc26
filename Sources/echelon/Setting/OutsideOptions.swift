internal import ArgumentParser
internal import Engine

/// How shops and destinations are spoken to.
struct OutsideOptions: ParsableArguments {
    @Option(help: "PEM file of authorities that shops and destinations are trusted by. (default: the system's own)")
    var outsideCA: String?

    func caller() throws -> OutsideCaller {
        let clock = SystemClock()
        return try OutsideCaller(authorityFile: outsideCA ?? Environment["ECHELON_OUTSIDE_CA"]) { clock.now() }
    }
}

internal import Engine
internal import Rules
internal import Secrets

/// Why a command could not do what it was asked, and what to do about it.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    /// Says an error of the engine in words.
    init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case Refusal.notFound(let what): self.init("There is no \(what).")
        case Refusal.conflict(let why), Refusal.stale(let why): self.init(why)
        case Refusal.invalid(let errors):
            self.init(errors.map { "\($0.pointer.drop { "/?".contains($0) }) \($0.reason)" }.joined(separator: "\n"))
        case SecretsError.wrongKeyOrPlace, SecretsError.malformedSealedValue:
            self.init(
                "The key does not fit the database. Put the key file back that belongs to it, or set ECHELON_KEY.")
        case _ where Engine.reasonForStop(error) != nil:
            let why =
                switch Engine.reasonForStop(error) {
                case .full: "The disk is full."
                case .locked: "Another program holds the database."
                default: "The disk reports errors or is read-only."
                }
            self.init("\(why) Nothing of this was kept; try again later.")
        default: self.init("\(error)")
        }
    }
}

internal import ArgumentParser
internal import Engine

/// Looks whether the database is what it should be.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check the database, and print what is wrong with it.",
        discussion: """
            Without an option: whether the file is sound, whether every row points to something, whether grants and
            default groups agree, whether the spend of customers and organizations is what follows from the orders, and
            the totals of the statistics what follows from the changes and the grants. Ends with 1 where anything is wrong.
            """)

    @OptionGroup var database: DatabaseOption
    @Flag(help: "Check only the spend.") var spend = false
    @Flag(help: "Write the spend anew from the orders, and the totals from the changes, then check them.")
    var rebuild = false

    func run() async throws {
        try await database.use { engine in
            var wrong = 0
            if !spend {
                let faults = try await engine.databaseFaults()
                for fault in faults { print(fault) }
                print(faults.isEmpty ? "The file is sound." : "Faults in the file: \(faults.count).")
                wrong += faults.count
                wrong += try await checkGrants(engine)
            }
            if rebuild {
                try await engine.rebuildSpend(by: "command line")
                print("The spend was written anew from the orders.")
                if !spend {
                    try await engine.rebuildTotals(by: "command line")
                    print("The totals were written anew from the changes.")
                }
            }
            let differences = try await engine.checkSpend { print($0) }
            print(differences == 0 ? "No difference in spend." : "Differences in spend: \(differences).")
            wrong += differences
            if !spend { wrong += try await checkTotals(engine) }
            if wrong > 0 { throw ExitCode.failure }
        }
    }

    private func checkGrants(_ engine: Engine) async throws -> Int {
        let faults = try await engine.grantFaults()
        for fault in faults { print(fault) }
        print(faults.isEmpty ? "The grants are sound." : "Faults in grants: \(faults.count).")
        return faults.count
    }

    private func checkTotals(_ engine: Engine) async throws -> Int {
        let differences = try await engine.checkTotals()
        for difference in differences { print(difference) }
        print(differences.isEmpty ? "No difference in totals." : "Differences in totals: \(differences.count).")
        return differences.count
    }
}

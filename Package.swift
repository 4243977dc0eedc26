// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours is compiled under the same strict settings; warnings are errors.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
    // Exclusive access is checked at run time in every test; the release does without (docs/decisions/0016).
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

/// A library target of ours. `make lint` checks that imports follow the arrows declared here.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of one target, in the folder of the same name.
func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.init(stringLiteral: name)] + dependencies, swiftSettings: strict)
}

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "echelon",
    platforms: [.macOS(.v26)],
    products: [.executable(name: "echelon", targets: ["echelon"])],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // C shims.
        .target(name: "CLinux"),
        .target(
            name: "COpenSSL",
            linkerSettings: [.linkedLibrary("ssl"), .linkedLibrary("crypto")]),
        .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
        .target(name: "CSQLite", linkerSettings: [.linkedLibrary("sqlite3")]),

        // Pure: no I/O, no clock.
        module("Domain"),
        module("JSON"),
        module("HTTPWire"),
        module("Secrets", ["COpenSSL"]),
        module("Rules", ["Domain", "JSON"]),
        module("Shops", ["Domain", "JSON", "Secrets"]),
        module("Mails", ["Domain"]),

        // Outside world.
        module("Net", ["CLinux", "COpenSSL"]),
        module("Web", ["Net", "HTTPWire", "CZlib", logging]),
        module("Outbound", ["Net", "HTTPWire", "Mails"]),
        module("Store", ["Domain", "JSON", "CSQLite", grdb, sqlite]),

        // The application.
        module("Engine", ["Store", "Rules", "Shops", "Mails", "Domain", "JSON", "Secrets", logging]),
        module("API", ["Engine", "Web", "HTTPWire", "Rules", "Shops", "Domain", "JSON", "Secrets", logging]),
        .executableTarget(
            name: "echelon",
            dependencies: [
                "API", "Engine", "Web", "Outbound", "Net", "HTTPWire", "Store", "Rules", "Shops", "Mails", "Domain",
                "JSON",
                "Secrets", logging, arguments,
            ],
            swiftSettings: strict),

        // Tests mirror the targets.
        tests("Domain"),
        tests("JSON"),
        tests("HTTPWire"),
        tests("Secrets"),
        tests("Rules", ["Domain", "JSON"]),
        .target(
            name: "FakeShops", dependencies: ["Shops", "Domain", "JSON", "Secrets"], path: "Tests/FakeShops",
            swiftSettings: strict),
        tests("Shops", ["FakeShops", "Domain", "JSON", "Secrets"]),
        .target(
            name: "TestCertificates", dependencies: ["COpenSSL"], path: "Tests/TestCertificates",
            swiftSettings: strict),
        .target(name: "TestPrograms", path: "Tests/TestPrograms", swiftSettings: strict),
        tests("Mails", ["Domain"]),
        tests("Net", ["COpenSSL", "TestCertificates"]),
        tests("Web", ["Net", "HTTPWire", "TestCertificates", "TestPrograms", logging]),
        tests("Outbound", ["Net", "HTTPWire", "Mails", "Web", "TestCertificates", logging]),
        tests("Store", ["Domain", grdb]),
        tests(
            "Engine",
            [
                "FakeShops", "TestPrograms", "Store", "Rules", "Shops", "Mails", "Domain", "JSON", "Secrets", grdb,
                sqlite,
            ]),
        tests(
            "API",
            [
                "Engine", "Store", "Web", "HTTPWire", "Rules", "Shops", "Mails", "Domain", "JSON", "Secrets", logging,
                yams,
            ]),
    ]
)

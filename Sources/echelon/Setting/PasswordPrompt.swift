internal import Foundation
internal import Glibc

/// Asks for a password without showing it.
enum PasswordPrompt {
    static func ask() throws -> String {
        let isTerminal = isatty(STDIN_FILENO) == 1
        if isTerminal {
            FileHandle.standardError.write(Data("Password: ".utf8))
            echo(false)
        }
        defer {
            if isTerminal {
                echo(true)
                FileHandle.standardError.write(Data("\n".utf8))
            }
        }
        guard let password = readLine(), !password.isEmpty else { throw Failure("No password was given.") }
        return password
    }

    private static func echo(_ isOn: Bool) {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/stty")
        process.arguments = [isOn ? "echo" : "-echo"]
        process.standardInput = FileHandle.standardInput
        try? process.run()
        process.waitUntilExit()
    }
}

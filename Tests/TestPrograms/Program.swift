internal import Glibc

/// Runs programs for tests.
///
/// Not by Foundation's `Process`: that reads the list of open descriptors with a copy that runs over the end of its buffer
/// where there are very many, and tests that run side by side have more than a thousand.
package enum Program {
    package struct Failed: Error {
        package let command: String
        package let status: Int32
    }

    /// What a program prints.
    ///
    /// - Parameter arguments: the program's name, found by PATH, first.
    /// - Throws: `Failed` where it cannot be started, or ends with anything but 0.
    package static func output(of arguments: [String]) throws -> [UInt8] {
        let command = arguments.map { "'\($0.replacing("'", with: "'\\''"))'" }.joined(separator: " ")
        // Both texts live for the call.
        guard let stream = unsafe popen(command, "re") else { throw Failed(command: command, status: errno) }
        let output = unsafe read(stream)
        // The stream is the one that popen gave, and is closed here only.
        let status = unsafe pclose(stream)
        guard status == 0 else { throw Failed(command: command, status: status) }
        return output
    }

    private static func read(_ stream: UnsafeMutablePointer<FILE>) -> [UInt8] {
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            // The buffer is as long as its count says, and lives for the call.
            let count = unsafe fread(&buffer, 1, buffer.count, stream)
            if count == 0 { return output }
            output += buffer[..<count]
        }
    }
}

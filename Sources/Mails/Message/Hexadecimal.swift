/// Bytes as capital hexadecimal digits.
enum Hexadecimal {
    /// - Parameter value: 0 to 15.
    static func digit(_ value: UInt8) -> UInt8 { value + (value < 10 ? 0x30 : 0x37) }

    static func pair(_ byte: UInt8) -> String {
        String(decoding: [digit(byte >> 4), digit(byte & 15)], as: UTF8.self)
    }
}

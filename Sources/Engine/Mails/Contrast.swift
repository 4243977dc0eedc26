internal import Foundation

/// Which of black and white is easier to read on a colour (WCAG 2.2, relative luminance and contrast ratio).
enum Contrast {
    /// `#rrggbb` in small letters; nil for anything else.
    static func colour(_ text: String) -> String? {
        let small = text.lowercased()
        let digits = small.utf8.dropFirst()
        guard small.utf8.first == UInt8(ascii: "#"), digits.count == 6,
            digits.allSatisfy({ "0123456789abcdef".utf8.contains($0) })
        else { return nil }
        return small
    }

    /// - Parameter background: `#rrggbb`.
    static func writing(on background: String) -> String {
        guard let number = Int(background.dropFirst(), radix: 16) else { return "#ffffff" }
        let luminance = 0.2126 * linear(number >> 16) + 0.7152 * linear(number >> 8) + 0.0722 * linear(number)
        // White on it has a contrast of 1.05 / (L + 0.05), black one of (L + 0.05) / 0.05.
        return (luminance + 0.05) * (luminance + 0.05) <= 1.05 * 0.05 ? "#ffffff" : "#000000"
    }

    /// One part of a colour, the lowest eight bits, as light.
    private static func linear(_ part: Int) -> Double {
        let value = Double(part & 0xFF) / 255
        return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
}

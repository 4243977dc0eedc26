import Domain
import Foundation
import Rules
import Shops
import Testing

@testable import Engine

/// How a file is written is found out from its bytes.
@Suite struct ImportFormTests {
    private static let text = "customer_id{d}Vorname{d}city\n1{d}Jürgen{d}\"a{d}b\"\n2{d}Zoë{d}c\n"

    /// The same text as programs save it.
    private static func bytes(_ text: String, _ encoding: String, mark: Bool) -> [UInt8] {
        switch encoding {
        case "utf-8": (mark ? [0xEF, 0xBB, 0xBF] : []) + Array(text.utf8)
        case "windows-1252": text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        default:
            ((mark ? [0xFEFF] : []) + Array(text.utf16)).flatMap { unit in
                let pair = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
                return encoding == "utf-16be" ? pair : pair.reversed()
            }
        }
    }

    @Test(
        arguments: [
            ("utf-8", false), ("utf-8", true), ("windows-1252", false), ("utf-16le", true), ("utf-16be", true),
            ("utf-16le", false), ("utf-16be", false),
        ], [",", ";", "\t", "|"])
    func `every encoding and delimiter is recognized, however the file is cut into pieces`(
        _ encoding: (name: String, mark: Bool), _ delimiter: String
    ) async throws {
        let shop = try await TestShop()
        let text = Self.text.replacing("{d}", with: delimiter)
        let bytes = Self.bytes(text, encoding.name, mark: encoding.mark)
        for pieces in [1, 7, 65_536] {
            let form = try await shop.engine.upload(.customers, bytes, pieces: pieces).form
            #expect(form.encoding == encoding.name && form.hasMark == encoding.mark)
            #expect(String(form.delimiter) == delimiter && form.quoting == "some")
            #expect(form.header == ["customer_id", "Vorname", "city"])
            #expect(form.rows == [["1", "Jürgen", "a\(delimiter)b"], ["2", "Zoë", "c"]])
        }
        let view = try await shop.engine.upload(.customers, bytes)
        try await shop.engine.confirm(view)
        #expect(try await shop.engine.carryOut(view.record.id).figures.created == 2)
        #expect(try await shop.engine.customer(.external("2", store: nil)).customer.firstName == "Zoë")
    }

    private static let central: [UInt8: Character] = [
        0xB9: "ą", 0xE6: "ć", 0xEA: "ę", 0xB3: "ł", 0xF1: "ń", 0xF3: "ó", 0x9C: "ś", 0x9F: "ź", 0xBF: "ż", 0xA3: "Ł",
        0x8C: "Ś", 0xAF: "Ż", 0xE8: "č", 0xF8: "ř", 0xF5: "ő",
    ]

    @Test(
        "The page of Windows is told by the letters",
        arguments: [
            ("Małgorzata,Dąbrowska", [0x4D, 0x61, 0xB3, 0x67], "windows-1250"),
            ("Łukasz,Jażwiński", [0xA3, 0x75], "windows-1250"),
            // No letter that Western texts have not: taken for Western, unless someone says otherwise.
            ("Jiří,Řezník", nil, "windows-1252"), ("Jürgen,Müßig", nil, "windows-1252"),
            ("Hélène,Cœur", nil, "windows-1252"), ("¿Qué?,5 m³", nil, "windows-1252"),
        ] as [(String, [UInt8]?, String)])
    func pages(_ names: String, _ part: [UInt8]?, _ encoding: String) async throws {
        let isCentral = names.contains(where: "łąŁżří".contains)
        let bytes = Array("customer_id,first_name,last_name\n1,".utf8) + names.map { Self.byte($0, isCentral) } + [0x0A]
        if let part { #expect(bytes.firstRange(of: part) != nil) }
        let shop = try await TestShop()
        let form = try await shop.engine.upload(.customers, bytes).form
        #expect(form.encoding == encoding)
        if encoding == "windows-1250" || !isCentral {
            #expect(form.rows.first.map { "\($0[1]),\($0[2])" } == names)
        }
        let said = try await shop.engine.upload(.customers, bytes, page: isCentral ? .central : .western).form
        #expect(said.encoding == (isCentral ? "windows-1250" : "windows-1252"))
        #expect(said.rows.first?.first == "1" && said.rows.first.map { "\($0[1]),\($0[2])" } == names)
    }

    private static func byte(_ character: Character, _ isCentral: Bool) -> UInt8 {
        if isCentral, let known = central.first(where: { $0.value == character }) { return known.key }
        let western: [Character: UInt8] = ["œ": 0x9C, "Ř": 0xD8, "ř": 0xF8]
        return western[character] ?? UInt8(truncatingIfNeeded: character.unicodeScalars.first?.value ?? 0)
    }

    @Test func `what is no table of text is refused in words, and nothing is kept of it`() async throws {
        let shop = try await TestShop()
        let endless = [UInt8](repeating: 0x61, count: RecordReader.longestRecord)
        let cases: [([UInt8], String)] = [
            ([], "is empty"), ([0xEF, 0xBB, 0xBF], "is empty"), (Array("\n\n".utf8), "is empty"),
            ([0x50, 0x4B, 0x03, 0x04, 0x00], "workbook"), ([0x1F, 0x8B, 0x08], "compressed"),
            (Array("%PDF-1.7".utf8), "PDF"), (Array("<html>".utf8), "web page"), (Array("{\"a\":1}".utf8), "JSON"),
            (Array("a,b\n1,\0\n".utf8), "zero byte at place 7"), (endless + [0x61], "no line end"),
            (Array("a,b\r1,2\r".utf8), "carriage returns"), (Array("\"a,b\n1,2\n".utf8), "first line"),
            ([0xFF, 0xFE, 0x61, 0x00, 0x62], "UTF-16"), ([0xFF, 0xFE, 0x00, 0xDC, 0x0A, 0x00], "UTF-16"),
        ]
        for (bytes, words) in cases {
            let error = await #expect(throws: Refusal.self) { try await shop.engine.upload(.customers, bytes) }
            guard case .invalid(let faults)? = error else { continue }
            #expect(faults.first?.reason.contains(words) ?? false, "\(faults) should say \(words)")
        }
        // At the limit it is only a long name.
        _ = try await shop.engine.upload(.customers, Array("a,b\n".utf8) + endless)
        let files = try FileManager.default.contentsOfDirectory(atPath: shop.path + ".imports")
        #expect(files.count == 1)
    }

    @Test func `a disk that is full is told as such`() throws {
        let file = try SpoolFile("/dev/full")
        #expect(throws: NoSpace.self) { try file.write([1, 2, 3]) }
    }

    @Test func `columns are found by what shops call them, each once`() {
        let cases: [(ImportRecord.Kind, [String], [String: String])] = [
            (
                .orders,
                [
                    "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID",
                    "Country",
                ],
                [
                    "order_id": "InvoiceNo", "product_id": "StockCode", "quantity": "Quantity",
                    "paid_at": "InvoiceDate",
                    "unit_price": "UnitPrice", "customer_id": "CustomerID", "country": "Country",
                ]
            ),
            (
                .orders,
                [
                    "Name", "Email", "Financial Status", "Paid at", "Currency", "Lineitem quantity", "Lineitem price",
                    "Lineitem sku",
                ],
                [
                    "order_id": "Name", "email": "Email", "status": "Financial Status", "paid_at": "Paid at",
                    "currency": "Currency", "quantity": "Lineitem quantity", "unit_price": "Lineitem price",
                    "sku": "Lineitem sku",
                ]
            ),
            (
                .customers, ["Kundennummer", "E-Mail-Adresse", "Vorname", "Nachname", "Kundengruppe", "Ort"],
                [
                    "customer_id": "Kundennummer", "email": "E-Mail-Adresse", "first_name": "Vorname",
                    "last_name": "Nachname", "groups": "Kundengruppe",
                ]
            ),
            (
                .groupChanges, ["ID klienta", "Grupa", "Ważne do"],
                ["customer_id": "ID klienta", "groups": "Grupa", "until": "Ważne do"]
            ),
            (.customers, ["id", "Customer ID", "email"], ["customer_id": "Customer ID", "email": "email"]),
        ]
        for (kind, header, columns) in cases {
            #expect(ImportField.proposal(kind, header: header) == columns)
        }
    }

    @Test func `amounts and dates are read as people write them, and nothing is guessed`() throws {
        let zone = try #require(Zone("Europe/Berlin"))
        let amounts: [(String, ImportMapping.DecimalMark, Int64?)] = [
            ("10.00", .point, 1_000), ("1,234.50", .point, 123_450), ("1.234,50 €", .comma, 123_450),
            ("€ -3,5", .comma, -350), ("1'000", .point, 100_000), ("1 000,00", .comma, 100_000), ("10.50", .comma, nil),
            ("1,23,456", .point, nil), ("", .point, nil), ("1.2.3", .point, nil), ("ten", .point, nil),
        ]
        for (text, mark, units) in amounts {
            #expect(ImportText.decimal(text, mark: mark)?.units(decimals: 2, excess: .refused) == units, "\(text)")
        }
        let dates: [(String, ImportMapping.DateOrder, String?)] = [
            ("2026-11-22 10:15:30", .dayFirst, "2026-11-22T09:15:30Z"),
            ("2026-11-22", .monthFirst, "2026-11-21T23:00:00Z"),
            ("22.11.2026", .dayFirst, "2026-11-21T23:00:00Z"), ("02/03/2026 9:05", .dayFirst, "2026-03-02T08:05:00Z"),
            ("02/03/2026 9:05 PM", .monthFirst, "2026-02-03T20:05:00Z"),
            ("12/31/2026 12:00 AM", .monthFirst, "2026-12-30T23:00:00Z"),
            ("2026-01-05 10:15:30 -0500", .yearFirst, "2026-01-05T15:15:30Z"),
            ("2026-01-05T10:15:30Z", .yearFirst, "2026-01-05T10:15:30Z"),
            ("2026/01/05", .yearFirst, "2026-01-04T23:00:00Z"), ("31.02.2026", .dayFirst, nil),
            ("13/13/2026", .dayFirst, nil),
            ("1.2.26", .dayFirst, nil), ("22.11.2026 25:00", .dayFirst, nil), ("soon", .dayFirst, nil),
        ]
        for (text, order, instant) in dates {
            #expect(ImportText.instant(text, order, zone)?.description == instant, "\(text)")
        }
    }
}

/// A file is cut into records that know where they lie.
@Suite struct RecordReaderTests {
    private static func records(_ text: String) throws -> [RawRecord] {
        let path = NSTemporaryDirectory() + "echelon-records-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(text.utf8).write(to: URL(filePath: path))
        let file = try #require(FileHandle(forReadingAtPath: path))
        var reader = try RecordReader(file, delimiter: UInt8(ascii: ","), offset: 0, line: 1)
        var records: [RawRecord] = []
        while let record = try reader.next() { records.append(record) }
        return records
    }

    @Test func `line ends within quotes belong to the record, and empty lines are passed over`() throws {
        let records = try Self.records("a,b\r\n\"x\n\"\"y\",2\n\n3,4")
        #expect(records.map(\.place.line) == [1, 2, 5])
        #expect(records.map { String(decoding: $0.bytes, as: UTF8.self) } == ["a,b", "\"x\n\"\"y\",2", "3,4"])
        #expect(records.map(\.place.offset) == [0, 5, 16])
        #expect(try records[1].fields(UInt8(ascii: ",")).fields == ["x\n\"y", "2"])
    }

    @Test func `a line that is no record spoils no other`() throws {
        let long = String(repeating: "z", count: RecordReader.longestRecord * 3)
        let text = "a,b\n\"open,1\nc,d\n\"x\"y,2\ne,f\n\(long)\ng,h\n\"never"
        let records = try Self.records(text)
        #expect(records.map(\.place.line) == [1, 2, 3, 4, 5, 6, 7, 8])
        #expect(
            records.map(\.fault) == [
                nil, .textAfterQuote, nil, .textAfterQuote, nil, .recordTooLong, nil, .unclosedQuote,
            ])
        #expect(records[6].bytes == Array("g,h".utf8) && records[5].bytes.count <= 1_024)
    }

    @Test func `one can go on from where any record begins`() throws {
        let text = "a,b\n\"1\n2\",3\n4,5\n"
        let path = NSTemporaryDirectory() + "echelon-records-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(text.utf8).write(to: URL(filePath: path))
        let whole = try Self.records(text)
        for (index, record) in whole.enumerated() {
            let file = try #require(FileHandle(forReadingAtPath: path))
            var reader = try RecordReader(
                file, delimiter: UInt8(ascii: ","), offset: record.place.offset, line: record.place.line)
            for expected in whole[index...] { #expect(try reader.next() == expected) }
            #expect(try reader.next() == nil)
        }
    }
}

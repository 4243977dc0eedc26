import Testing

@testable import Engine

@Suite("Figures that are kept")
struct LiveFiguresTests {
    private func remembered(for kept: Duration = .seconds(60)) -> Remembered<Int> { Remembered(for: kept) { $0 } }

    @Test func `what is small is counted each time`() {
        let remembered = remembered()
        #expect(remembered("members") { 20_000 } == 20_000)
        #expect(remembered("members") { 2 } == 2)
    }

    @Test func `what is large is kept, each name by itself`() {
        let remembered = remembered()
        #expect(remembered("members") { 20_001 } == 20_001)
        #expect(remembered("members") { 20_002 } == 20_001)
        #expect(remembered("due") { 20_003 } == 20_003)
    }

    @Test func `nothing is kept for longer than was asked`() {
        let remembered = remembered(for: .zero)
        #expect(remembered("members") { 30_000 } == 30_000)
        #expect(remembered("members") { 40_000 } == 40_000)
    }

    @Test func `a count that fails is not kept`() throws {
        let remembered = remembered()
        #expect(throws: CancellationError.self) { try remembered("members") { throw CancellationError() } }
        #expect(remembered("members") { 30_000 } == 30_000)
    }
}

import Domain
import JSON
import Mails
import Store
import Synchronization
import Testing

@testable import Engine

/// A4, A5. 2-domain §8: what is written down is sent once, and what cannot be sent waits or says why.
@Suite struct OutboxTests {
    private static func shop(_ post: FakePost) async throws -> TestShop {
        let shop = try await TestShop.open(mails: try post.means())
        try await shop.addRule([("groups", ["club"])])
        return shop
    }

    /// Customers with an address who buy the club's product, and so are told of their membership.
    private static func members(_ shop: TestShop, _ customers: [String]) async throws {
        for customer in customers {
            try await shop.register(customer)
            try await shop.put(try shop.order("o\(customer)", customer: customer))
        }
    }

    @Test func `a membership is told of once, to the customer's address`() async throws {
        let post = FakePost()
        let shop = try await Self.shop(post)
        try await Self.members(shop, ["77"])
        #expect(try await shop.post() == 1)
        #expect(post.recipients == ["c77@example.test"])
        #expect(try await shop.shortNotifications() == ["membership_granted sent"])
        // Nothing is left, and the same order again tells nothing new.
        try await shop.put(try shop.order("o77", version: "2026-01-01T09:00:00Z"))
        #expect(try await shop.post() == 0)
        #expect(post.conversations == 1)
        let sent = try await shop.text(0)
        #expect(sent.view.letter?.reply == "250 2.0.0 queued")
        #expect(sent.subject?.contains("Club") == true)
        #expect(sent.text?.contains("Bought P in order o77") == true)
    }

    @Test func `many mails go in one conversation`() async throws {
        let post = FakePost()
        let shop = try await Self.shop(post)
        try await Self.members(shop, (1...7).map(String.init))
        #expect(try await shop.post() == 7)
        #expect(post.conversations == 1)
        #expect(Set(post.recipients).count == 7)
        #expect(Set(try post.mails.map { try $0.field("Message-ID") }).count == 7)
    }

    @Test func `without a mail server mails wait, and go once there is one`() async throws {
        let post = FakePost()
        var means = try post.means()
        means.account = nil
        let shop = try await TestShop.open(mails: means)
        try await shop.addRule()
        try await Self.members(shop, ["77"])
        #expect(try await shop.post() == 0)
        #expect(try await shop.text(0).view.state == .held)
        let form = MailAccountForm(host: "mail.example", encryption: "required", from: "shop@shop.example")
        _ = try await shop.engine.putMailAccount(form, expecting: 0, by: "test")
        #expect(try await shop.text(0).view.state == .queued)
        #expect(try await shop.post() == 1)
        #expect(try await shop.text(0).view.state == .sent)
    }

    @Test func `a pause holds everything back until somebody ends it`() async throws {
        let post = FakePost()
        let shop = try await Self.shop(post)
        try await Self.members(shop, ["77"])
        _ = try await shop.engine.pauseMails(true, by: "test")
        #expect(try await shop.post() == 0)
        #expect(try await shop.text(0).view.state == .held)
        _ = try await shop.engine.pauseMails(false, by: "test")
        #expect(try await shop.post() == 1)
    }

    // MARK: Refusals

    @Test func `what the server refuses for good is given up, and a person can have it sent again`() async throws {
        let post = FakePost()
        let shop = try await Self.shop(post)
        try await Self.members(shop, ["77", "78"])
        post.answer { $0.hasPrefix("c77") ? .refused : .taken }
        #expect(try await shop.post() == 2)
        #expect(try await shop.shortNotifications() == ["membership_granted failed", "membership_granted sent"])
        let failed = try await shop.text(0)
        #expect(failed.view.letter?.error == "There is no such address.")
        #expect(failed.view.letter?.reply == "550 5.1.1 no such user")
        post.answer { _ in .taken }
        _ = try await shop.engine.retryNotification(failed.view.record.id, by: "test")
        #expect(try await shop.post() == 1)
        #expect(try await shop.text(0).view.state == .sent)
    }

    @Test func `greylisting: the same mail again after some minutes, given up after three days`() async throws {
        let post = FakePost()
        let shop = try await Self.shop(post)
        try await Self.members(shop, ["77"])
        post.answer { _ in .greylisted }
        #expect(try await shop.post() == 1)
        #expect(try await shop.shortNotifications() == ["membership_granted queued"])
        let first = try #require(try await shop.text(0).view.letter)
        #expect((330...396).contains((first.nextAt.milliseconds - shop.clock.now().milliseconds) / 1_000))
        shop.clock.set(first.nextAt.adding(milliseconds: -1))
        #expect(try await shop.post() == 0)
        shop.clock.set(first.nextAt)
        #expect(try await shop.post() == 1)
        var tries = 2
        while case let letter = try #require(try await shop.text(0).view.letter), letter.state == .queued, tries < 50 {
            shop.clock.set(letter.nextAt)
            tries += try await shop.post()
        }
        #expect(try await shop.shortNotifications() == ["membership_granted failed"])
        #expect(tries == post.mails.count)
        #expect((20...40).contains(tries))
        #expect(shop.clock.now() >= first.createdAt.adding(seconds: 3 * 86_400))
        #expect(Set(try post.mails.map { try $0.field("Message-ID") }).count == 1)
    }

    // MARK: A server that fails

    @Test func `a server that cannot be reached rests, and the mail has lost nothing`() async throws {
        let post = FakePost()
        let shop = try await Self.shop(post)
        try await Self.members(shop, ["77"])
        post.refuse("mail.example:587 cannot be reached")
        #expect(try await shop.post() == 0)
        #expect(try await shop.engine.findings(store: nil).isEmpty)
        let status = try await shop.engine.mailStatus(store: nil)
        #expect(status.error == "mail.example:587 cannot be reached")
        #expect(status.restsUntil == shop.clock.now().adding(seconds: 60))
        post.refuse(nil)
        #expect(try await shop.post() == 0)
        shop.clock.set(shop.clock.now().adding(seconds: 60))
        #expect(try await shop.post() == 1)
        #expect(try await shop.text(0).view.letter?.attempts == 1)
        #expect(try await shop.engine.mailStatus(store: nil).error == nil)
    }

    @Test func `a server that fails again is told of in Checks, until it takes a mail`() async throws {
        let post = FakePost()
        let shop = try await Self.shop(post)
        try await Self.members(shop, ["77"])
        post.refuse("User name or password is wrong.")
        for _ in 0..<2 {
            _ = try await shop.post()
            shop.clock.set(try #require(try await shop.engine.mailStatus(store: nil).restsUntil))
        }
        #expect(try await shop.engine.findings(store: nil).map(\.finding.kind) == [.mailFailing])
        post.refuse(nil)
        #expect(try await shop.post() == 1)
        #expect(try await shop.engine.findings(store: nil).isEmpty)
    }

    @Test func `a conversation that breaks before a mail is through: the mail is tried again as it was`() async throws {
        let post = FakePost()
        let shop = try await Self.shop(post)
        try await Self.members(shop, ["77", "78"])
        post.answer { _ in .unsent }
        #expect(try await shop.post() == 1)
        let letter = try #require(try await shop.text(0).view.letter)
        #expect(letter.attempts == 0)
        #expect(!letter.isUncertain)
        post.answer { _ in .taken }
        let begun = shop.clock.now()
        shop.clock.set(begun.adding(seconds: 60))
        #expect(try await shop.post() == 1)
        shop.clock.set(begun.adding(seconds: 60 + Outbox.precedenceSeconds).adding(milliseconds: -1))
        #expect(try await shop.post() == 0)
        shop.clock.set(begun.adding(seconds: 60 + Outbox.precedenceSeconds))
        #expect(try await shop.post() == 1)
        #expect(post.recipients == ["c77@example.test", "c78@example.test", "c77@example.test"])
    }

    @Test func `a mail at which the server breaks off each time keeps no other back`() async throws {
        let post = FakePost()
        let shop = try await Self.shop(post)
        try await Self.members(shop, ["76"])
        // Two failures in a row: the server rests for longer than one would make it.
        post.answer { _ in .unsent }
        for _ in 0..<2 {
            #expect(try await shop.post() == 1)
            shop.clock.set(shop.clock.now().adding(seconds: 120))
        }
        try await Self.members(shop, ["77", "78", "79"])
        post.answer { $0.hasPrefix("c76") ? .unsent : .taken }
        #expect(try await shop.post() == 3)
        #expect(try await shop.shortNotifications().filter { $0.hasSuffix("sent") }.count == 3)
        #expect(try await shop.text(0).view.letter?.attempts == 0)
    }

    @Test func `an answer that is lost after the last dot: once more, with the same Message-ID`() async throws {
        let post = FakePost()
        let shop = try await Self.shop(post)
        try await Self.members(shop, ["77"])
        post.answer { _ in .lost }
        #expect(try await shop.post() == 1)
        let letter = try #require(try await shop.text(0).view.letter)
        #expect(letter.isUncertain)
        post.answer { _ in .taken }
        shop.clock.set(letter.nextAt)
        #expect(try await shop.post() == 1)
        #expect(Set(try post.mails.map { try $0.field("Message-ID") }) == ["<\(letter.messageID)>"])
    }

    // MARK: Leases

    @Test func `what one process sends, no other takes; where it died, the lease ends`() async throws {
        let post = FakePost()
        let shop = try await Self.shop(post)
        try await Self.members(shop, ["77"])
        func next() async throws -> Outbox.Next {
            try await shop.engine.database.write { transaction in
                try Outbox(
                    transaction: transaction, configuration: shop.engine.configuration(transaction),
                    now: shop.clock.now(), domain: "shop.example"
                ).next()
            }
        }
        guard case .mail(let claim) = try await next() else { throw Refusal.notFound("a mail") }
        #expect(try await shop.text(0).view.state == .sending)
        #expect(try await shop.post() == 0)
        await #expect(throws: Refusal.self) {
            try await shop.engine.cancelNotification(claim.notifications[0].id, by: "test")
        }
        shop.clock.set(shop.clock.now().adding(seconds: Outbox.leaseSeconds))
        #expect(try await shop.post() == 1)
        #expect(try post.mails.map { try $0.field("Message-ID") } == ["<\(claim.letter.messageID)>"])
    }

    @Test func `a mail that waits for a slow mail server stays with who has taken it`() async throws {
        let shop = try await Self.shop(FakePost())
        try await Self.members(shop, ["77"])
        let slow = SlowPost()
        var means = try FakePost().means()
        means.carrier = slow
        let engine = Engine(database: shop.engine.database, clock: shop.clock, box: shop.engine.box, mails: means)
        let posting = Posting(engine: engine, post: try #require(try await engine.post()), own: nil)
        slow.opening {
            for _ in 0..<3 {
                shop.clock.set(shop.clock.now().adding(seconds: Outbox.leaseSeconds - 1))
                await posting.renew()
            }
            shop.clock.set(shop.clock.now().adding(seconds: Outbox.leaseSeconds - 1))
            let others = try? await shop.post()
            #expect(others == 0)
        }
        #expect(try await posting.run() == 1)
        #expect(try await shop.shortNotifications() == ["membership_granted sent"])
    }

    @Test func `two at once send nothing twice`() async throws {
        let post = FakePost()
        let shop = try await Self.shop(post)
        try await Self.members(shop, (1...30).map(String.init))
        let other = Engine(
            database: shop.engine.database, clock: shop.clock, box: shop.engine.box, mails: try post.means())
        async let first = shop.engine.postDue()
        async let second = other.postDue()
        let counts = try await (first, second)
        #expect(counts.0 + counts.1 == 30)
        #expect(Set(post.recipients).count == 30)
        #expect(post.mails.count == 30)
    }
}

/// A mail server that takes its time before the first mail.
private final class SlowPost: MailCarrier {
    private let act = Mutex<(@Sendable () async -> Void)?>(nil)

    func opening(_ work: @escaping @Sendable () async -> Void) { act.withLock { $0 = work } }

    func carry(
        to server: MailServer, next: @escaping @Sendable () async -> SMTPMail?,
        finished: @escaping @Sendable (MailOutcome) async -> Void
    ) async throws(NotCarried) -> String? {
        if let work = act.withLock({ $0 }) { await work() }
        while await next() != nil { await finished(.taken) }
        return nil
    }
}

extension SMTPMail {
    /// A header field, unfolded.
    func field(_ name: String) throws -> String {
        let whole = String(decoding: bytes, as: UTF8.self)
        let head = try #require(whole.split(separator: "\r\n\r\n").first).replacing("\r\n ", with: " ")
        let line = try #require(head.split(separator: "\r\n").first { $0.hasPrefix("\(name): ") })
        return String(line.dropFirst(name.count + 2))
    }
}

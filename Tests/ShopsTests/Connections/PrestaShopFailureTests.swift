import Domain
import FakeShops
import Shops
import Testing

/// What a PrestaShop refuses, and how it fails.
struct PrestaShopFailureTests {
    // MARK: Check

    @Test("a shop that lets us in tells its version", arguments: ["1.7.8.11", "8.1.7", "9.0.0"])
    func check(version: String) async throws {
        var contents = FakePrestaShop.Contents()
        contents.version = version
        let bench = try PrestaShopBench(contents)
        #expect(try await bench.connection.check() == "PrestaShop \(version)")
        #expect(PrestaShopConnection.fields == [AccountField("key", .secret)])
    }

    @Test("rights that the key lacks are named", arguments: [["order_slip"], ["customers", "groups"]])
    func lackingRights(resources: [String]) async throws {
        var contents = FakePrestaShop.Contents()
        for resource in resources { contents.rights[resource] = resource == "groups" ? ["POST"] : [] }
        let bench = try PrestaShopBench(contents)
        let failure = await PrestaShopBench.failure { () throws(ShopError) in _ = try await bench.connection.check() }
        guard case .unauthorized(let advice)? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(
            advice.hasPrefix("the key lacks GET for \(resources.joined(separator: ", ")). It needs GET for orders,"))
    }

    @Test(
        "a wrong key is told what to do, and the key is not repeated",
        arguments: ["", "short", "abcdefghijklmnopqrstuvwxyz123456"])
    func wrongKey(key: String) async throws {
        let bench = try PrestaShopBench(key: key)
        let failure = await PrestaShopBench.failure { () throws(ShopError) in _ = try await bench.connection.check() }
        guard case .unauthorized(let advice)? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(
            advice.contains("enable the webservice") && advice.contains("order_slip") && advice.contains("cart_rules"))
        #expect(key.isEmpty || !advice.contains(key))
    }

    @Test("a webservice that is switched off is told as that")
    func switchedOff() async throws {
        var contents = FakePrestaShop.Contents()
        contents.isSwitchedOn = false
        let bench = try PrestaShopBench(contents)
        let failure = await PrestaShopBench.failure { () throws(ShopError) in _ = try await bench.connection.groups() }
        #expect(
            failure
                == .unauthorized("the webservice is switched off: enable it under Advanced Parameters › Webservice"))
    }

    @Test("an address where no webservice is does not pass for one")
    func noWebservice() async throws {
        let bench = try PrestaShopBench()
        bench.shop.trouble.next(.status(404, "<html>Not here</html>"))
        var failure = await PrestaShopBench.failure { () throws(ShopError) in _ = try await bench.connection.check() }
        #expect(failure == .refused("it has no webservice at this address (404)"))
        for _ in 0..<2 { bench.shop.trouble.next(.status(200, "<html>Welcome to our shop</html>")) }
        failure = await PrestaShopBench.failure { () throws(ShopError) in _ = try await bench.connection.check() }
        guard case .malformed? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    // MARK: Answers

    @Test(
        "what an answer means is told by its status and its code",
        arguments: [
            (FakeTrouble.Kind.throttle(seconds: 30), ShopError.throttled(seconds: 30)),
            (.throttle(seconds: nil), .throttled(seconds: nil)),
            (.status(500, ""), .failing("it answered 500")),
            (
                .status(500, "{\"errors\":[{\"code\":2,\"message\":\"[PHP Error #1] Out of memory\"}]}"),
                .failing("it answered 500: [PHP Error #1] Out of memory")
            ),
            (.status(503, "<html>Maintenance</html>"), .failing("it answered 503")),
            (
                .status(400, "{\"errors\":[{\"code\":32,\"message\":\"This filter does not exist\"}]}"),
                .refused("it answered 400: This filter does not exist")
            ),
            (.status(404, ""), .refused("it has no webservice at this address (404)")),
            (
                .status(302, ""),
                .refused("the address leads to another one: give the address that the shop itself uses")
            ),
            (.refuseConnection, .unreachable("connection refused")),
            (.loseAnswer, .unanswered("the connection was cut")),
            (
                .status(401, "{\"errors\":[{\"code\":26,\"message\":\"Resource not allowed\"}]}"),
                .unauthorized("the key lacks the right GET for orders: tick it under Advanced Parameters › Webservice")
            ),
            (.status(200, "{}"), .malformed("/orders: is missing")),
            (
                .status(200, "{\"errors\":[{\"code\":1,\"message\":\"Oops\"}]}"),
                .malformed("/errors: PrestaShop answered with an error: Oops")
            ),
        ])
    func answers(kind: FakeTrouble.Kind, expected: ShopError) async throws {
        let bench = try PrestaShopBench()
        bench.place([1])
        bench.shop.trouble.next(kind, matching: "api/orders")
        let failure = await PrestaShopBench.failure { () throws(ShopError) in
            _ = try await bench.connection.orders(.all, at: nil)
        }
        #expect(failure == expected)
        #expect(try await bench.allOrders().orders == ["1"])
    }

    @Test("401 and 403 without a word are no permission", arguments: [401, 403])
    func silentRefusal(status: Int) async throws {
        let bench = try PrestaShopBench()
        bench.shop.trouble.next(.status(status, "<html>No</html>"))
        let failure = await PrestaShopBench.failure { () throws(ShopError) in _ = try await bench.connection.groups() }
        guard case .unauthorized? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test("an answer that is cut off anywhere is not taken for a shorter one")
    func cutOff() async throws {
        let bench = try PrestaShopBench()
        bench.fill()
        _ = try await bench.connection.orders(.all, at: nil)
        let call = try #require(bench.shop.trouble.calls.first)
        let body = String(decoding: try await bench.shop.call(call).body, as: UTF8.self)
        for length in stride(from: 0, to: body.count - 1, by: 97) {
            bench.shop.trouble.next(.status(200, String(body.prefix(length))), matching: "api/orders")
            let failure = await PrestaShopBench.failure { () throws(ShopError) in
                _ = try await bench.connection.orders(.all, at: nil)
            }
            guard case .malformed? = failure else {
                Issue.record("\(length): \(String(describing: failure))")
                continue
            }
        }
    }

    @Test(
        "trouble with what belongs to orders is trouble with the page",
        arguments: ["order_slip", "customers", "countries"])
    func troubleBeside(resource: String) async throws {
        let bench = try PrestaShopBench()
        bench.fill()
        bench.shop.trouble.next(.status(500, ""), matching: "api/\(resource)")
        let failure = await PrestaShopBench.failure { () throws(ShopError) in
            _ = try await bench.connection.orders(.all, at: nil)
        }
        #expect(failure == .failing("it answered 500"))
        #expect(try await bench.allOrders().orders == ["7"])
    }

    // MARK: Hostile ids

    @Test(
        "an id that is none of PrestaShop's goes nowhere",
        arguments: ["../x", "1 OR 1", "\"", "1|2", "", "0", "01", "-1", "1.0", "12345678901", "٣", "1/2", "%31", "1]"])
    func hostileID(id: String) async throws {
        let bench = try PrestaShopBench()
        let connection = bench.connection
        let before = ShopMembership(groups: ["3"], defaultGroup: "3", readAt: bench.clock.now)
        var failures: [ShopError?] = []
        failures.append(await PrestaShopBench.failure { () throws(ShopError) in _ = try await connection.order(id) })
        failures.append(await PrestaShopBench.failure { () throws(ShopError) in _ = try await connection.customer(id) })
        failures.append(
            await PrestaShopBench.failure { () throws(ShopError) in _ = try await connection.membership(of: id) })
        let own = MembershipWrite(before: before, groups: ["3"])
        failures.append(
            await PrestaShopBench.failure { () throws(ShopError) in try await connection.write(own, of: id) })
        let other = MembershipWrite(before: before, groups: ["3", id])
        failures.append(
            await PrestaShopBench.failure { () throws(ShopError) in try await connection.write(other, of: "1") })
        for failure in failures {
            guard case .refused? = failure else {
                Issue.record("\(String(describing: failure))")
                continue
            }
        }
        #expect(bench.shop.trouble.calls.isEmpty)
    }
}

internal import Domain
internal import JSON
internal import Secrets
internal import Synchronization

/// The webservice of one installation: how it lets us in, what it answers, and which version answers.
///
/// Source: devdocs.prestashop-project.org, *Webservice › Creating access* and *Cheat-sheet*.
final class PrestaShopAPI: Sendable {
    let reader: PrestaShopReader
    private let account: ShopAccount
    private let caller: any HTTPCaller
    private let seenVersion = Mutex<String?>(nil)

    init(_ account: ShopAccount, through caller: any HTTPCaller) {
        self.account = account
        self.caller = caller
        reader = PrestaShopReader(zone: account.zone)
    }

    var zone: Zone { account.zone }

    /// Such as `8.1.7`, as the last answer told; nil before the first and where none told.
    var version: String? { seenVersion.withLock { $0 } }

    /// Whether PATCH is known to be missing: it came with PrestaShop 8.
    var lacksPatch: Bool {
        guard let major = version?.split(separator: ".").first.flatMap({ Int($0) }) else { return false }
        return major < 8
    }

    /// - Throws: also for every answer that is no success.
    func get(_ request: PrestaShopRequest) async throws(ShopError) -> HTTPAnswer {
        let answer = try await send(.get, request)
        guard answer.status == 200 else {
            throw PrestaShopRefusal(answer, to: .get, of: request.resource).error
        }
        return answer
    }

    /// How many rows a list holds.
    /// - Parameter plural: the name of the list in the answer; a list without rows is `[]`, or `""` in its place.
    /// - Throws: `.malformed` for an answer that is no such list.
    func count(_ request: PrestaShopRequest, _ plural: String) async throws(ShopError) -> Int {
        let body = try await get(request).body
        do throws(JSONError) {
            let json = try JSONValue(parsing: body)
            if let count = (json[plural]?.array ?? json.array.flatMap { $0.isEmpty ? $0 : nil })?.count { return count }
            if json[plural]?.string?.isEmpty == true { return 0 }
        } catch {
            throw ShopError(DecodeError(error))
        }
        throw .malformed("/\(plural): is missing")
    }

    /// What came back, whatever its status.
    func send(
        _ method: HTTPCall.Method, _ request: PrestaShopRequest, xml: [UInt8]? = nil
    ) async throws(ShopError) -> HTTPAnswer {
        var fields = [HTTPField("Authorization", authorization)]
        if xml != nil { fields.append(HTTPField("Content-Type", "text/xml; charset=utf-8")) }
        let call = HTTPCall(
            method, account.url + request.target, fields: fields, body: xml,
            allowsPrivateAddress: account.allowsPrivateAddress)
        do throws(CallFailure) {
            let answer = try await caller.call(call)
            note(answer.field("PSWS-Version"))
            return answer
        } catch {
            throw ShopError(error)
        }
    }

    /// RFC 7617: the key is the user, the password is empty.
    private var authorization: String {
        "Basic " + Base64.encode(Array("\(account.values["key"] ?? ""):".utf8))
    }

    private func note(_ version: String?) {
        guard let version, (1...20).contains(version.utf8.count),
            version.utf8.allSatisfy({ ($0 >= 0x30 && $0 <= 0x39) || $0 == UInt8(ascii: ".") })
        else { return }
        seenVersion.withLock { $0 = version }
    }
}

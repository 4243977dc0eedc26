internal import COpenSSL
internal import Foundation

/// Certificates and keys made for one test, in a folder that goes with it.
package final class TLSCertificates: Sendable {
    /// What a certificate says.
    package struct Contents {
        package var name = "test"
        /// In the form of OpenSSL's settings: `DNS:localhost,IP:127.0.0.1`
        package var alternatives: String? = "DNS:localhost"
        package var isAuthority = false
        /// Seconds from now on.
        package var validFrom = -3_600
        package var validTo = 3_600

        package init(
            name: String = "test", alternatives: String? = "DNS:localhost", isAuthority: Bool = false,
            validFrom: Int = -3_600, validTo: Int = 3_600
        ) {
            self.name = name
            self.alternatives = alternatives
            self.isAuthority = isAuthority
            self.validFrom = validFrom
            self.validTo = validTo
        }
    }

    package struct Failure: Error {
        let call: String
    }

    private let folder: URL
    private let authorityKey: TestKey
    private let authority: TestCertificate

    package init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        authorityKey = try TestKey()
        authority = try TestCertificate(
            Contents(name: "test authority", alternatives: nil, isAuthority: true), authorityKey, by: nil)
        try authority.write(to: path("authority.pem"))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    package func path(_ name: String) -> String { folder.appending(path: name).path }

    /// Who issued the certificates that are not self-signed.
    package var authorityFile: String { path("authority.pem") }

    /// Writes `name`.pem and `name`.key.
    ///
    /// - Returns: their paths.
    @discardableResult
    package func make(
        _ name: String, _ contents: Contents = Contents(), isSelfSigned: Bool = false, password: String? = nil
    )
        throws -> (certificate: String, key: String)
    {
        let key = try TestKey()
        let certificate = try TestCertificate(contents, key, by: isSelfSigned ? nil : (authority, authorityKey))
        try certificate.write(to: path(name + ".pem"))
        try key.write(to: path(name + ".key"), password: password)
        return (path(name + ".pem"), path(name + ".key"))
    }

    package func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: URL(filePath: path(name)))
        return path(name)
    }
}

/// A key on the curve P-256. The sole owner of its pointer, which is never changed.
@safe
final class TestKey: Sendable {
    nonisolated(unsafe) let pointer: OpaquePointer

    package init() throws {
        // The context is released here, the key in deinit.
        let context = unsafe EVP_PKEY_CTX_new_from_name(nil, "EC", nil)
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard unsafe EVP_PKEY_keygen_init(context) == 1, unsafe EVP_PKEY_CTX_set_group_name(context, "P-256") == 1,
            unsafe EVP_PKEY_generate(context, &key) == 1, let key = unsafe key
        else { throw TLSCertificates.Failure(call: "EVP_PKEY_generate") }
        unsafe pointer = key
    }

    deinit { unsafe EVP_PKEY_free(pointer) }

    func write(to path: String, password: String?) throws {
        // Everything lives for the call, and the file is closed after it.
        let file = unsafe BIO_new_file(path, "w")
        defer { unsafe BIO_free(file) }
        let bytes = password.map { Array($0.utf8) } ?? []
        let cipher = password == nil ? nil : unsafe EVP_aes_256_cbc()
        guard unsafe PEM_write_bio_PrivateKey(file, pointer, cipher, bytes, Int32(bytes.count), nil, nil) == 1 else {
            throw TLSCertificates.Failure(call: "PEM_write_bio_PrivateKey")
        }
    }
}

/// An X.509 certificate, version 3. The sole owner of its pointer, which is never changed after `init`.
@safe
final class TestCertificate: Sendable {
    nonisolated(unsafe) let pointer: OpaquePointer

    /// - Parameter issuer: nil for a certificate that is signed by its own key.
    init(_ contents: TLSCertificates.Contents, _ key: TestKey, by issuer: (TestCertificate, TestKey)?) throws {
        guard let pointer = unsafe X509_new() else { throw TLSCertificates.Failure(call: "X509_new") }
        // Released in deinit, also where init throws. What is added is copied by each call.
        unsafe self.pointer = pointer
        unsafe X509_set_version(pointer, 2)
        unsafe ASN1_INTEGER_set(X509_get_serialNumber(pointer), Int.random(in: 1...(1 << 40)))
        unsafe X509_gmtime_adj(X509_getm_notBefore(pointer), contents.validFrom)
        unsafe X509_gmtime_adj(X509_getm_notAfter(pointer), contents.validTo)
        unsafe X509_set_pubkey(pointer, key.pointer)
        let subject = unsafe X509_get_subject_name(pointer)
        let name = Array(contents.name.utf8)
        unsafe X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, name, Int32(name.count), -1, 0)
        let issuing = unsafe issuer?.0.pointer ?? pointer
        unsafe X509_set_issuer_name(pointer, X509_get_subject_name(issuing))
        if contents.isAuthority { try add(NID_basic_constraints, "critical,CA:TRUE") }
        if let alternatives = contents.alternatives { try add(NID_subject_alt_name, alternatives) }
        guard unsafe X509_sign(pointer, (issuer?.1 ?? key).pointer, EVP_sha256()) > 0 else {
            throw TLSCertificates.Failure(call: "X509_sign")
        }
    }

    deinit { unsafe X509_free(pointer) }

    private func add(_ kind: Int32, _ value: String) throws {
        // The extension is copied into the certificate, then released.
        guard let extra = unsafe X509V3_EXT_conf_nid(nil, nil, kind, value) else {
            throw TLSCertificates.Failure(call: "X509V3_EXT_conf_nid")
        }
        unsafe X509_add_ext(pointer, extra, -1)
        unsafe X509_EXTENSION_free(extra)
    }

    func write(to path: String) throws {
        // Everything lives for the call, and the file is closed after it.
        let file = unsafe BIO_new_file(path, "w")
        defer { unsafe BIO_free(file) }
        guard unsafe PEM_write_bio_X509(file, pointer) == 1 else {
            throw TLSCertificates.Failure(call: "PEM_write_bio_X509")
        }
    }
}

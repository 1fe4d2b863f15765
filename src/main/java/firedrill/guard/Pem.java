package firedrill.guard;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Certificates and keys in PEM. */
final class Pem {
  private static final String REMEDY = "use the PEM files the lab generated for this run";

  private Pem() {}

  /**
   * @throws GuardRefusal unless the text holds at least one certificate and nothing broken
   */
  static List<X509Certificate> certificates(String pem) {
    try {
      List<X509Certificate> certificates = new ArrayList<>();
      for (var certificate :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))) {
        certificates.add((X509Certificate) certificate);
      }
      if (certificates.isEmpty()) {
        throw new GuardRefusal("PEM certificate", "there is none in the text", REMEDY);
      }
      return certificates;
    } catch (GeneralSecurityException e) {
      throw new GuardRefusal("PEM certificate", "it cannot be parsed: " + e, REMEDY, e);
    }
  }

  /** SHA-256 of the one certificate in the text, in hexadecimal. */
  static String certificateSha256(String pem) {
    List<X509Certificate> certificates = certificates(pem);
    if (certificates.size() != 1) {
      throw new GuardRefusal(
          "CA bundle of " + certificates.size() + " certificates",
          "a sandbox trusts its own CA and no other",
          REMEDY);
    }
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificates.get(0).getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new GuardRefusal("PEM certificate", "it cannot be hashed: " + e, REMEDY, e);
    }
  }

  /** PKCS#1, SEC1 or PKCS#8, unencrypted. */
  static PrivateKey privateKey(String pem) {
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      // "openssl ecparam -genkey" puts an EC PARAMETERS block before the key.
      for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
        if (next instanceof PEMKeyPair pair) {
          return new JcaPEMKeyConverter().getKeyPair(pair).getPrivate();
        }
        if (next instanceof PrivateKeyInfo info) {
          return new JcaPEMKeyConverter().getPrivateKey(info);
        }
      }
      throw new GuardRefusal("PEM private key", "there is none in the text", REMEDY);
    } catch (IOException | RuntimeException e) {
      if (e instanceof GuardRefusal refusal) {
        throw refusal;
      }
      // The parser's message may quote key bytes.
      throw new GuardRefusal(
          "PEM private key", "it cannot be parsed: " + e.getClass().getSimpleName(), REMEDY);
    }
  }
}

package firedrill.guard;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;

/** Certificates and keys in PEM. */
final class Pem {
  private static final String REMEDY = "use the PEM files the lab generated for this run";

  private Pem() {}

  /**
   * @throws GuardRefusal unless the text holds at least one certificate and nothing broken
   */
  static List<X509Certificate> certificates(String pem) {
    if (pem == null) {
      throw new GuardRefusal("PEM certificate", "there is none", REMEDY);
    }
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
      throw new GuardRefusal("PEM certificate", "it cannot be parsed", REMEDY);
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
      throw new GuardRefusal("PEM certificate", "it cannot be hashed", REMEDY);
    }
  }

  /** PKCS#1, SEC1 or PKCS#8, unencrypted. */
  static PrivateKey privateKey(String pem) {
    if (pem == null) {
      throw new GuardRefusal("PEM private key", "there is none", REMEDY);
    }
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      // "openssl ecparam -genkey" puts an EC PARAMETERS block before the key.
      for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
        PrivateKeyInfo info =
            next instanceof PEMKeyPair pair ? pair.getPrivateKeyInfo() : privateKeyInfo(next);
        if (info != null) {
          return privateKey(info);
        }
      }
      throw new GuardRefusal("PEM private key", "there is none in the text", REMEDY);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      if (e instanceof GuardRefusal refusal) {
        throw refusal;
      }
      // The parser's message may quote key bytes.
      throw new GuardRefusal("PEM private key", "it cannot be parsed", REMEDY);
    }
  }

  private static PrivateKeyInfo privateKeyInfo(Object object) {
    return object instanceof PrivateKeyInfo info ? info : null;
  }

  /**
   * Bouncy Castle's own converter asks for ECDSA, a name that the JDK has no key factory for, and
   * JDK 17 refuses EC keys that carry their public key, as every SEC1 file does.
   */
  private static PrivateKey privateKey(PrivateKeyInfo info)
      throws GeneralSecurityException, IOException {
    String id = info.getPrivateKeyAlgorithm().getAlgorithm().getId();
    return switch (id) {
      case "1.2.840.10045.2.1" -> ecKey(info);
      case "1.2.840.113549.1.1.1" ->
          KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
      case "1.3.101.112" ->
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
      default -> throw new NoSuchAlgorithmException(id);
    };
  }

  private static PrivateKey ecKey(PrivateKeyInfo info)
      throws GeneralSecurityException, IOException {
    AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
    curve.init(info.getPrivateKeyAlgorithm().getParameters().toASN1Primitive().getEncoded());
    return KeyFactory.getInstance("EC")
        .generatePrivate(
            new ECPrivateKeySpec(
                ECPrivateKey.getInstance(info.parsePrivateKey()).getKey(),
                curve.getParameterSpec(ECParameterSpec.class)));
  }
}

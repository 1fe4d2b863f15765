package firedrill.sandbox.local.controlplane;

import firedrill.guard.ClusterKey;
import firedrill.guard.KubeCredentials;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The certificate authority of one run. Nothing it signs is valid for longer than a day. */
public final class Pki {

  private static final Duration LIFE = Duration.ofDays(1);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path directory;
  private final KeyPair authorityKey;
  private final X509Certificate authority;

  /**
   * @param directory for the files; keys are readable by the owner only
   */
  public Pki(Path directory) {
    this.directory = directory;
    try {
      Files.createDirectories(directory);
      authorityKey = ClusterKey.fresh();
      authority = sign("CN=firedrill-ca", authorityKey, List.of(), null, true);
      write("ca.crt", authority);
      writeKey(directory.resolve("ca.key"), authorityKey.getPrivate());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path authorityFile() {
    return directory.resolve("ca.crt");
  }

  public String authorityPem() {
    return pem(authority);
  }

  /** A server certificate for these names and IPv4 addresses. */
  public Credentials server(String name, List<String> subjects) {
    return issue(name, "CN=" + name, subjects, KeyPurposeId.id_kp_serverAuth);
  }

  /**
   * A client certificate.
   *
   * @param group Kubernetes group, the O of the subject
   */
  public Credentials client(String name, String user, String group) {
    return issue(name, "O=" + group + ",CN=" + user, List.of(), KeyPurposeId.id_kp_clientAuth);
  }

  /** A bare key pair, for the service account issuer. */
  public Credentials keyPair(String name) {
    KeyPair k = key();
    try {
      Path publicFile = directory.resolve(name + ".pub");
      Path keyFile = directory.resolve(name + ".key");
      Files.writeString(publicFile, pem(k.getPublic()));
      writeKey(keyFile, k.getPrivate());
      return new Credentials(publicFile, keyFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Credentials issue(String name, String subject, List<String> names, KeyPurposeId use) {
    KeyPair k = key();
    try {
      Path certificate = write(name + ".crt", sign(subject, k, names, use, false));
      Path keyFile = directory.resolve(name + ".key");
      writeKey(keyFile, k.getPrivate());
      return new Credentials(certificate, keyFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private X509Certificate sign(
      String subject, KeyPair key, List<String> names, KeyPurposeId use, boolean ca) {
    Instant now = Instant.now();
    X500Name issuer =
        ca ? new X500Name(subject) : new X500Name(authority.getSubjectX500Principal().getName());
    X509v3CertificateBuilder b =
        new JcaX509v3CertificateBuilder(
            issuer,
            new BigInteger(64, RANDOM),
            // A minute of grace: clocks of nested namespaces are the host's, but its steps are not.
            Date.from(now.minusSeconds(60)),
            Date.from(now.plus(LIFE)),
            new X500Name(subject),
            key.getPublic());
    try {
      b.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
      b.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(
              ca ? KeyUsage.keyCertSign | KeyUsage.digitalSignature : KeyUsage.digitalSignature));
      if (use != null) {
        b.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(use));
      }
      if (!names.isEmpty()) {
        b.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              b.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(authorityKey.getPrivate())));
    } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException("cannot sign a certificate for " + subject, e);
    }
  }

  private static GeneralNames alternatives(List<String> names) {
    return new GeneralNames(
        names.stream()
            .map(
                n ->
                    new GeneralName(
                        n.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName, n))
            .toArray(GeneralName[]::new));
  }

  private Path write(String name, X509Certificate c) throws IOException {
    return Files.writeString(directory.resolve(name), pem(c));
  }

  private static void writeKey(Path file, PrivateKey key) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    // Kubernetes reads SEC 1 and PKCS#8, fabric8 only the latter for elliptic curves.
    Files.writeString(file, pem(new JcaPKCS8Generator(key, null).generate()));
  }

  private static String pem(Object o) {
    StringWriter s = new StringWriter();
    try (JcaPEMWriter w = new JcaPEMWriter(s)) {
      w.writeObject(o);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return s.toString();
  }

  private static KeyPair key() {
    try {
      KeyPairGenerator g = KeyPairGenerator.getInstance("EC");
      g.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
      return g.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Files of a certificate (or public key) and its private key, both PEM. */
  public record Credentials(Path certificate, Path key) {

    /** As a client shows them to the API server. */
    public KubeCredentials ofClient() {
      try {
        return new KubeCredentials.ClientCertificate(
            Files.readString(certificate), Files.readString(key));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.ECGenParameterSpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.Test;

class PemTest {
  private static final ASN1ObjectIdentifier P256 = X9ObjectIdentifiers.prime256v1;
  private static final TestCa CA = new TestCa();

  private static KeyPair ec() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  @Test
  void reads_ec_keys_as_openssl_writes_them() throws Exception {
    BigInteger secret = ((ECPrivateKey) ec().getPrivate()).getS();
    var sec1 = new org.bouncycastle.asn1.sec.ECPrivateKey(256, secret, P256);
    String pem =
        TestCa.pemOf(new PemObject("EC PARAMETERS", P256.getEncoded()))
            + TestCa.pemOf(new PemObject("EC PRIVATE KEY", sec1.getEncoded()));
    assertThat(Pem.privateKey(pem))
        .isInstanceOfSatisfying(
            ECPrivateKey.class,
            key -> {
              assertThat(key.getS()).isEqualTo(secret);
              assertThat(key.getParams().getCurve().getField().getFieldSize()).isEqualTo(256);
            });
  }

  @Test
  void reads_pkcs8_and_pkcs1() throws Exception {
    KeyPair ec = ec();
    assertThat(Pem.privateKey(TestCa.pkcs8(ec.getPrivate().getEncoded())))
        .isInstanceOfSatisfying(
            ECPrivateKey.class,
            key -> assertThat(key.getS()).isEqualTo(((ECPrivateKey) ec.getPrivate()).getS()));
    KeyPair ed = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    assertThat(Pem.privateKey(TestCa.pkcs8(ed.getPrivate().getEncoded())))
        .isEqualTo(ed.getPrivate());
    KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    String pkcs1 = TestCa.pemOf(rsa.getPrivate());
    assertThat(pkcs1).contains("RSA PRIVATE KEY");
    assertThat(Pem.privateKey(pkcs1))
        .isInstanceOfSatisfying(
            RSAPrivateKey.class,
            key ->
                assertThat(key.getPrivateExponent())
                    .isEqualTo(((RSAPrivateKey) rsa.getPrivate()).getPrivateExponent()));
  }

  @Test
  void refuses_text_without_a_usable_key_and_does_not_quote_it() {
    assertThatThrownBy(() -> Pem.privateKey("nothing")).hasMessageContaining("there is none");
    String broken = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n";
    assertThatThrownBy(() -> Pem.privateKey(broken))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("cannot be parsed")
        .hasMessageNotContaining("secret");
  }

  @Test
  void a_ca_hash_is_that_of_exactly_one_certificate() {
    assertThat(Pem.certificateSha256(CA.pem())).matches("[0-9a-f]{64}");
    assertThatThrownBy(() -> Pem.certificateSha256(CA.pem() + new TestCa().pem()))
        .hasMessageContaining("trusts its own CA and no other");
    assertThatThrownBy(() -> Pem.certificates("")).isInstanceOf(GuardRefusal.class);
    assertThatThrownBy(
            () ->
                Pem.certificates("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"))
        .hasMessageContaining("cannot be parsed");
  }
}

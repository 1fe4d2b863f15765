package firedrill.guard;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** TLS from explicit material only: the JVM's own trust store is never consulted. */
@SuppressWarnings("ArrayRecordComponent") // As the JDK takes them; never compared.
record Tls(KeyManager[] keys, TrustManager[] trust) {
  private static final char[] NO_PASSWORD = new char[0];

  /** Else OkHttp and the JDK take the JVM's own trust. */
  static final X509TrustManager NOBODY = new Nobody();

  /** For services without TLS: no key of anybody's, and nobody to trust. */
  static final SSLContext NONE = new Tls(new KeyManager[0], new TrustManager[] {NOBODY}).context();

  /** Trusts no server. */
  private static final class Nobody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind)
        throws CertificateException {
      throw new CertificateException("nobody is trusted");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind)
        throws CertificateException {
      throw new CertificateException("nobody is trusted");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  static Tls of(KubeMaterial material) {
    requireHostnameVerification();
    try {
      return new Tls(keys(material.credentials()), trust(material.caPem()));
    } catch (GeneralSecurityException | IOException e) {
      throw new GuardRefusal(
          material.toString(),
          "its TLS material is unusable",
          "use the certificates the lab generated for this run");
    }
  }

  SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no usable TLS", e);
    }
  }

  /** The trust as OkHttp takes it. */
  X509TrustManager authority() {
    return (X509TrustManager) trust[0];
  }

  private static KeyManager[] keys(KubeCredentials credentials)
      throws GeneralSecurityException, IOException {
    if (!(credentials instanceof KubeCredentials.ClientCertificate client)) {
      return new KeyManager[0];
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    store.setKeyEntry(
        "client",
        Pem.privateKey(client.keyPem()),
        NO_PASSWORD,
        Pem.certificates(client.certificatePem()).toArray(new X509Certificate[0]));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static TrustManager[] trust(String caPem) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    List<X509Certificate> certificates = Pem.certificates(caPem);
    for (int i = 0; i < certificates.size(); i++) {
      store.setCertificateEntry("ca" + i, certificates.get(i));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static void requireHostnameVerification() {
    String off = System.getProperty("jdk.internal.httpclient.disableHostnameVerification");
    if (off != null && !"false".equals(off)) {
      throw new GuardRefusal(
          "every TLS connection of this JVM",
          "jdk.internal.httpclient.disableHostnameVerification is set",
          "start the JVM without that property");
    }
  }
}

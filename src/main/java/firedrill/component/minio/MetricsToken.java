package firedrill.component.minio;

import firedrill.guard.MinioLogin;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a server wants of a Prometheus while its metrics are not public, as {@code mc admin
 * prometheus generate} makes it: a JSON Web Token of issuer {@code prometheus}, signed with the
 * login's secret (mc, cmd/admin-prometheus-generate.go).
 */
final class MetricsToken {

  private static final String ALGORITHM = "HmacSHA512";
  private static final Duration GOOD_FOR = Duration.ofDays(1);

  private MetricsToken() {}

  static String of(MinioLogin login) {
    String claims =
        "{\"exp\":%d,\"iss\":\"prometheus\",\"sub\":\"%s\"}"
            .formatted(Instant.now().plus(GOOD_FOR).getEpochSecond(), login.accessKey());
    String signed = encoded("{\"alg\":\"HS512\",\"typ\":\"JWT\"}") + "." + encoded(claims);
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(login.secretKey().getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return signed + "." + encoded(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java signs no HS512", e);
    }
  }

  private static String encoded(String text) {
    return encoded(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}

package firedrill.component.vault;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * What Vault says of a token that is alive.
 *
 * @param accessor names the token without being it
 * @param path by which it was issued, for example {@code auth/kubernetes/login}
 * @param displayName whom Vault takes its bearer for
 * @param issued to the second
 * @param ttl how long it still lives; zero for one that never ends
 */
public record VaultToken(
    String accessor, String path, String displayName, Instant issued, Duration ttl) {

  /**
   * @param data of an answer to {@code auth/token/lookup-accessor}
   */
  static VaultToken of(Map<String, Object> data) {
    return new VaultToken(
        text(data, "accessor"),
        text(data, "path"),
        text(data, "display_name"),
        Instant.ofEpochSecond(number(data, "creation_time")),
        Duration.ofSeconds(number(data, "ttl")));
  }

  /** Whether a service account's token was given for it. */
  public boolean isFromKubernetes() {
    return path.startsWith("auth/kubernetes/");
  }

  private static String text(Map<String, Object> of, String field) {
    return of.get(field) instanceof String s ? s : "";
  }

  private static long number(Map<String, Object> of, String field) {
    return of.get(field) instanceof Number n ? n.longValue() : 0;
  }

  @Override
  public String toString() {
    return displayName + " by " + path + ", issued at " + issued;
  }
}

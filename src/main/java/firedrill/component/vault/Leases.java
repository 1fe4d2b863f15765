package firedrill.component.vault;

import java.time.Duration;

/**
 * How long what Vault issues lives.
 *
 * @param database default lease of database credentials; VSO renews at 67 to 77 % of it
 * @param databaseMax after which credentials must be new ones
 * @param token period of the token VSO logs in for; renewed at about two thirds
 */
public record Leases(Duration database, Duration databaseMax, Duration token) {

  /** Longer than an outage that somebody is called to: no drill outlasts them. */
  public static Leases ofAnHour() {
    return new Leases(Duration.ofHours(1), Duration.ofHours(2), Duration.ofHours(1));
  }

  /** Short enough for a drill to outlast them. */
  public static Leases ofDrill() {
    return new Leases(Duration.ofSeconds(20), Duration.ofHours(1), Duration.ofSeconds(20));
  }
}

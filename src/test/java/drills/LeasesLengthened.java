package drills;

import firedrill.component.vault.Leases;
import firedrill.component.vault.Vault;
import firedrill.component.vso.Vso;
import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import firedrill.lab.HomeLab;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Login and lease outlive the outage, as they do where they live for an hour: Vault is told so, and
 * its operator logs in anew and fetches a login of that kind.
 */
record LeasesLengthened(HomeLab lab) implements Fault {

  private static final Leases LONG = Leases.ofAnHour();
  private static final Duration FETCHED_WITHIN = Duration.ofSeconds(60);

  @Override
  public String name() {
    return "leases-lengthened";
  }

  @Override
  public String target() {
    return "Vault's role erp, for databases and for logins";
  }

  @Override
  public Undo undo() {
    return new Undo(
        "grant the leases of before, and restart pod "
            + Vso.NAMESPACE
            + ": what it has lives for an hour",
        Map.of("database", Leases.ofDrill().database().toString()),
        () -> false,
        () -> grant(Leases.ofDrill()));
  }

  @Override
  public void inject() {
    grant(LONG);
  }

  /** Asked of PostgreSQL, until when it lets in the login that the Secret holds. */
  @Override
  public Witness witness() {
    return new Witness() {
      @Override
      public Evidence observe() throws Exception {
        String user = lab.erp().secretLogin();
        Instant half = Instant.now().plus(LONG.database().dividedBy(2));
        Optional<Instant> until = lab.books().validUntil(user);
        return Evidence.of(
            until.filter(end -> end.isAfter(half)).isPresent(),
            user + " is valid until " + until.map(Instant::toString).orElse("it is made"));
      }

      @Override
      public Duration deadline() {
        return FETCHED_WITHIN;
      }
    };
  }

  private void grant(Leases leases) {
    Vault vault = lab.vault();
    vault.grant(leases);
    lab.vso().restart();
  }

  /** In words. */
  static String life() {
    Duration life = LONG.database();
    return life.toMinutes() + " min";
  }
}

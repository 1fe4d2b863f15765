package drills;

import firedrill.fault.PowerCut;
import firedrill.junit.DrillRun;
import firedrill.lab.HomeLab;
import firedrill.recovery.Observation;
import firedrill.sandbox.Node;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;

/** The plug of the machine that PostgreSQL runs on, pulled under load. */
final class DatabaseCut {

  private static final int ENTRIES_AT_STAKE = 40;

  private final HomeLab lab;
  private final DrillRun run;
  private final Sealing sealing;
  private final Node node;

  DatabaseCut(HomeLab lab, DrillRun run, Sealing sealing) {
    this.lab = lab;
    this.run = run;
    this.sealing = sealing;
    this.node = lab.database().node();
  }

  /** Cuts the power when some entries have been acknowledged since now. */
  Instant pullThePlug(ErpLoad load) {
    long before = load.progress().counts().acknowledged();
    run.await(
        ENTRIES_AT_STAKE + " entries at stake",
        () ->
            Observation.of(
                load.progress().counts().acknowledged() >= before + ENTRIES_AT_STAKE,
                load.progress().counts().toString()),
        Duration.ofSeconds(30));
    Instant at = load.now();
    run.inject(new PowerCut(lab.sandbox(), node));
    return at;
  }

  /** Power on, Vault unsealed where it had run on that machine, ERP serving again. */
  void recover() throws Exception {
    powerOn();
    serve();
  }

  /** Returns when PostgreSQL answers. */
  private void powerOn() throws Exception {
    run.timed(
        "power on",
        () -> {
          lab.sandbox().power().restore(node);
          return null;
        });
    run.await(
        "PostgreSQL to accept connections",
        () -> Observation.of(lab.books().answers(), "select 1"),
        Duration.ofSeconds(30));
  }

  private void serve() throws Exception {
    run.await(
        "Vault to answer",
        () -> Observation.of(lab.vault().sealStatus().reachable(), "sys/seal-status"),
        Duration.ofSeconds(60));
    if (lab.vault().sealStatus().sealed()) {
      lab.vault().unseal(lab.vault().key().key());
    }
    run.await("Vault to be active", sealing.vaultUnsealed(), Duration.ofSeconds(30));
    run.await("the ERP to serve", sealing.erpServesUnderItsSecret(), Duration.ofSeconds(90));
  }

  /**
   * Pulls the plug until something acknowledged is lost: one cut may come right after somebody else
   * on that machine, such as Vault, has flushed its disk.
   *
   * @return when the last one was
   */
  Instant pullUntilLost(ErpLoad load) throws Exception {
    for (int cut = 1; ; cut++) {
      Instant at = pullThePlug(load);
      powerOn();
      if (load.lostInPostgres() > 0) {
        run.observe("cuts-until-caught", cut + " cuts", cut);
        return at;
      }
      if (cut == run.plan().size("twin-cuts")) {
        return at;
      }
      serve();
    }
  }

  /** All that was written so far is made durable first: only what follows is at stake. */
  void switchFsyncOff() throws SQLException {
    try (Connection c = lab.books().superuser();
        Statement s = c.createStatement()) {
      s.execute("checkpoint");
      s.execute("alter system set fsync = off");
      s.execute("select pg_reload_conf()");
    }
    lab.database().flush();
  }
}

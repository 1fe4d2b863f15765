package firedrill.component.erp;

import firedrill.component.Component;
import firedrill.component.Site;
import firedrill.sandbox.Reality;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.awaitility.core.ConditionTimeoutException;

/** Up when it serves under the login that Vault has issued last. */
final class ErpComponent implements Component<Erp> {

  /** From the first credentials on; more than an idle machine needs. */
  private static final Duration FIRST_ROLLOUT = Duration.ofSeconds(45);

  /** A second login that does restart the ERP begins its rollout at once. */
  private static final Duration SECOND_ROLLOUT = Duration.ofSeconds(5);

  @Override
  public String name() {
    return "erp";
  }

  @Override
  public Class<Erp> type() {
    return Erp.class;
  }

  @Override
  public Set<Class<?>> needs() {
    return Set.of(ErpCredentials.Synchronised.class);
  }

  /**
   * VSO (1.5.0) now and then issues credentials twice in a row at the first sync. Its restart mark
   * has a resolution of one second, so the second time restarts nothing, and the ERP is left with
   * the login of a lease that nobody renews (hashicorp/vault-secrets-operator issue 1228). An
   * operator would restart it; so does the lab, and says so.
   */
  @Override
  public Erp start(Site site) {
    Erp erp = site.get(ErpCredentials.Synchronised.class).erp();
    if (!comesToServe(site, erp)) {
      site.note(
          "after the first sync the ERP did not serve under its Secret's login, as when VSO issues"
              + " credentials twice within a second: it had to be restarted by hand");
      erp.rolloutRestart();
    }
    site.await("the ERP serves under its Secret's login", () -> servesUnderItsSecret(erp));
    return erp;
  }

  private static boolean comesToServe(Site site, Erp erp) {
    try {
      site.await("the ERP serves", FIRST_ROLLOUT, () -> erp.isSettled() && erp.isServing());
      site.await("the ERP serves under its login", SECOND_ROLLOUT, () -> servesUnderItsSecret(erp));
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }

  private static boolean servesUnderItsSecret(Erp erp) {
    try {
      return erp.servesUnderItsSecret();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public List<Reality> reality() {
    return List.of(
        Reality.standIn(
            "ERP",
            "a small double-entry service of this project; no program that anybody runs in"
                + " production, so how an ERP behaves without its database is by construction"));
  }
}

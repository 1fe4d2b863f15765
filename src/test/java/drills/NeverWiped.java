package drills;

import firedrill.component.longhorn.Installation;
import firedrill.component.longhorn.Longhorn;
import firedrill.fault.Evidence;
import firedrill.junit.DrillRun;
import firedrill.lab.StorageLab;
import java.time.Duration;

/**
 * Longhorn's managers go and come back, and its definitions stay: what a wipe must show is asked of
 * volumes that nobody has wiped.
 */
final class NeverWiped {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private NeverWiped() {}

  static void walk(StorageLab lab, DrillRun run, Donor donor) throws Exception {
    Longhorn longhorn = lab.longhorn();
    Installation installation = longhorn.installation();
    run.inject(
        new Mistake(
            "managers-and-webhooks-gone",
            Longhorn.NAMESPACE,
            () -> {
              installation.stopManagers();
              installation.deleteWebhookConfigurations();
            },
            () ->
                Evidence.of(
                    installation.managerPods() == 0 && installation.hasDefinitions(),
                    installation.managerPods()
                        + " managers; definitions: "
                        + installation.hasDefinitions())));
    // Nobody looks at a change any more. Its finalizer comes back with the managers.
    StorageAccident.changesRefused(longhorn, run, donor.blank("careless").name());
    Planted.gate(run, "longhorn-ready", CrdWipeDrill.ready(longhorn), "nobody starts the managers");
    installation.startManagers(LIMIT);
    installation.awaitBack(LIMIT);
    KnownVolume whole = donor.spared();
    whole.attach("pi1");
    Aftermath.nothingAdopted(longhorn, run);
    Aftermath.newDirectories(longhorn, run, longhorn.replicas(whole.name()), whole.name());
    Aftermath.servedEmpty(longhorn, run, whole);
    Aftermath.deviceOnlyWithFrontend(longhorn, run, whole.name(), whole.name());
  }
}

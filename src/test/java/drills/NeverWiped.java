package drills;

import firedrill.component.longhorn.Installation;
import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.ReplicaFolders;
import firedrill.component.longhorn.ReplicaFolders.Place;
import firedrill.component.longhorn.ReplicaState;
import firedrill.fault.Evidence;
import firedrill.junit.DrillRun;
import firedrill.lab.StorageLab;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.stream.Collectors;

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
    KnownVolume named =
        new KnownVolume(
            longhorn,
            "named-after-engine",
            run.plan().size("volume-mebibytes") * (1L << 20),
            2,
            run.directory().resolve("named-after-engine.img"));
    run.prepare("a volume whose directories are still to be made", named::create);
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
    nameAfterTheEngine(lab, named);
    Planted.gate(run, "longhorn-ready", CrdWipeDrill.ready(longhorn), "nobody starts the managers");
    installation.startManagers(LIMIT);
    installation.awaitBack(LIMIT);
    KnownVolume whole = donor.spared();
    named.ask("pi1");
    whole.attach("pi1");
    Aftermath.nothingAdopted(longhorn, run);
    Aftermath.newDirectories(longhorn, run, longhorn.replicas(whole.name()), whole.name());
    Aftermath.servedEmpty(longhorn, run, whole);
    named.awaitAttached();
    Aftermath.controlNamedAfter(
        longhorn,
        run,
        named.name(),
        ReplicaFolders.of(lab.platform(), lab.sandbox()).places().stream()
            .map(Place::name)
            .collect(Collectors.toSet()));
  }

  /** Behind Longhorn's back, for it names a directory after the volume and digits of its own. */
  private static void nameAfterTheEngine(StorageLab lab, KnownVolume volume) {
    String engine = Aftermath.engines(lab.longhorn(), volume.name()).iterator().next();
    var replicas =
        lab.platform()
            .kubernetes()
            .genericKubernetesResources("longhorn.io/v1beta2", "Replica")
            .inNamespace(Longhorn.NAMESPACE);
    for (ReplicaState replica : lab.longhorn().replicas(volume.name())) {
      replicas
          .withName(replica.name())
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"spec\":{\"dataDirectoryName\":\"" + engine + "\"}}");
    }
  }
}

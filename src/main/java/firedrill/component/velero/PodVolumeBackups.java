package firedrill.component.velero;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Velero's backup of the files of volumes that running pods have mounted: what its node agents do.
 */
public final class PodVolumeBackups {

  private final VeleroResources resources;

  PodVolumeBackups(VeleroResources resources) {
    this.resources = resources;
  }

  /**
   * Asks for a backup of a namespace with these files, {@code --default-volumes-to-fs-backup};
   * returns at once.
   */
  public void backup(String name, String namespace) {
    resources.create(
        "Backup",
        name,
        Map.of(),
        Map.of(
            "includedNamespaces",
            List.of(namespace),
            "defaultVolumesToFsBackup",
            true,
            "snapshotVolumes",
            false,
            "ttl",
            "720h"));
  }

  /** What was done for a backup, by pod and volume. */
  public List<PodVolumeFiles> backedUp(String backup) {
    return all("PodVolumeBackup", "velero.io/backup-name", backup);
  }

  /** What was done for a restore, by pod and volume. */
  public List<PodVolumeFiles> restored(String restore) {
    return all("PodVolumeRestore", "velero.io/restore-name", restore);
  }

  private List<PodVolumeFiles> all(String kind, String label, String of) {
    return resources
        .of(kind, kind.toLowerCase(Locale.ROOT) + "s")
        .withLabel(label, of)
        .list()
        .getItems()
        .stream()
        .map(PodVolumeFiles::of)
        .sorted(Comparator.comparing(PodVolumeFiles::volume))
        .toList();
  }

  /**
   * The file that tells a restored pod, which waits for it, that a volume's files are back; it lies
   * in the volume itself. The container that waits is to delete it and cannot: it runs as another
   * user (velero 1.18.1, cmd/velero-restore-helper; upstream's issue 8973 of it is open).
   *
   * @return relative to the volume's top
   * @throws IllegalStateException when there is no such restore
   */
  public String doneFile(String restore) {
    return ".velero/"
        + resources.of("Restore", "restores").withName(restore).require().getMetadata().getUid();
  }
}

package drills;

import static java.nio.charset.StandardCharsets.UTF_8;

import firedrill.lab.LocalStorageLab;
import firedrill.lab.VolumeWatchLabFactory;
import firedrill.recovery.Observation;
import java.io.ByteArrayInputStream;
import java.util.Map;

/**
 * A claim whose volume lies on a node's small disk: of type {@code local}, of which a kubelet has
 * figures, or a {@code hostPath}, as local-path makes one where nobody says otherwise, of which it
 * has none.
 */
final class SmallVolume {

  private static final String MANIFEST =
      """
      apiVersion: v1
      kind: PersistentVolume
      metadata: {name: %1$s-%2$s}
      spec:
        capacity: {storage: %3$dMi}
        accessModes: [ReadWriteOnce]
        persistentVolumeReclaimPolicy: Retain
        storageClassName: ""
        claimRef: {namespace: %1$s, name: %2$s}
        %4$s
        nodeAffinity:
          required:
            nodeSelectorTerms:
              - matchExpressions:
                  - {key: kubernetes.io/hostname, operator: In, values: [%5$s]}
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata: {name: %2$s, namespace: %1$s}
      spec:
        accessModes: [ReadWriteOnce]
        storageClassName: ""
        volumeName: %1$s-%2$s
        resources: {requests: {storage: %3$dMi}}
      """;

  private static final String FILLER =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: %s, namespace: %s}
      spec:
        terminationGracePeriodSeconds: 1
        restartPolicy: Never
        containers:
          - name: user
            image: busybox:1.37
            command: [sh, -c, '%s']
            volumeMounts:
              - {name: data, mountPath: /data}
        volumes:
          - name: data
            persistentVolumeClaim: {claimName: %s}
      """;

  private final LocalStorageLab lab;
  private final Shelf shelf;
  private final String name;
  private final boolean byHostPath;
  private final String node;

  SmallVolume(LocalStorageLab lab, Shelf shelf, String name, boolean byHostPath, String node) {
    this.lab = lab;
    this.shelf = shelf;
    this.name = name;
    this.byHostPath = byHostPath;
    this.node = node;
  }

  String name() {
    return name;
  }

  Shelf shelf() {
    return shelf;
  }

  private String place() {
    return VolumeWatchLabFactory.VOLUMES + "/" + shelf.namespace() + "-" + name;
  }

  /** Makes its directory with known content in it, volume and claim, and a pod that reads it. */
  void make(long mebibytes) throws Exception {
    shelf.write("writer-" + name, Shelf.ofHost(place()), Map.of("kubernetes.io/hostname", node));
    String source =
        byHostPath
            ? "hostPath: {path: " + place() + ", type: DirectoryOrCreate}"
            : "local: {path: " + place() + "}";
    load(MANIFEST.formatted(shelf.namespace(), name, mebibytes, source, node));
    shelf.startReader("reader-" + name, Shelf.ofClaim(name), Shelf.anywhere(), Shelf.FILE);
  }

  /** Whether its pod reads what was written. */
  Observation isRead() {
    return shelf.finds("reader-" + name);
  }

  /**
   * Starts a pod that writes into the volume, and ends well when its file system is then filled to
   * so many percent at least.
   *
   * @param mebibytes that the file {@code ballast} has afterwards
   */
  void startFilling(String pod, long mebibytes, int percent) {
    String command =
        "head -c %d /dev/zero > /data/ballast && sync && test $(df -P /data | tail -n 1 | tr -s \" \""
                .formatted(mebibytes << 20)
            + " | cut -d \" \" -f 5 | tr -d %%) -ge %d".formatted(percent);
    load(FILLER.formatted(pod, shelf.namespace(), command, name));
  }

  /** Starts a pod that deletes what fills it. */
  void startEmptying(String pod) {
    load(FILLER.formatted(pod, shelf.namespace(), "rm /data/ballast && sync", name));
  }

  private void load(String text) {
    lab.platform()
        .kubernetes()
        .load(new ByteArrayInputStream(text.getBytes(UTF_8)))
        .items()
        .forEach(item -> lab.platform().kubernetes().resource(item).create());
  }
}

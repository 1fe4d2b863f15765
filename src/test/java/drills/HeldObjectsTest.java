package drills;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;

class HeldObjectsTest {

  private static final String SECRET = "resources/secrets/namespaces/shop/key.json";
  private static final String ROLE = "resources/roles.rbac.authorization.k8s.io/namespaces/shop/r";
  private static final String SPACE = "resources/namespaces/cluster/";

  @Test
  void an_object_of_any_kind_that_was_made_edited_or_deleted_is_named() throws IOException {
    HeldObjects held =
        held(
            Map.of(
                SECRET,
                object("key", "\"data\": {\"a\": \"MQ==\"}"),
                ROLE + "1.json",
                object("r1", "\"rules\": []")));
    HeldObjects later =
        held(
            Map.of(
                SECRET,
                object("key", "\"data\": {\"a\": \"Mg==\"}"),
                ROLE + "2.json",
                object("r2", "\"rules\": []")));
    assertThat(held.changedIn(later, "shop"::equals))
        .containsExactlyInAnyOrder(
            "secrets/shop/key was edited",
            "roles.rbac.authorization.k8s.io/shop/r2 was made",
            "roles.rbac.authorization.k8s.io/shop/r1 was deleted");
    assertThat(held.changedIn(later, "other"::equals)).isEmpty();
    assertThat(held.changedIn(held, "shop"::equals)).isEmpty();
  }

  @Test
  void what_the_cluster_and_a_restore_write_of_an_object_is_no_change() throws IOException {
    String before = object("key", "\"data\": {}, \"status\": {\"seen\": 1}");
    String later =
        """
        {"metadata": {"name": "key", "namespace": "shop", "resourceVersion": "9", "generation": 3,
          "labels": {"velero.io/restore-name": "try"}}, "data": {}, "status": {"seen": 2}}
        """;
    assertThat(held(Map.of(SECRET, before)).changedIn(held(Map.of(SECRET, later)), n -> true))
        .isEmpty();
    String labelled = later.replace("velero.io/restore-name", "app");
    assertThat(held(Map.of(SECRET, before)).changedIn(held(Map.of(SECRET, labelled)), n -> true))
        .containsExactly("secrets/shop/key was edited");
  }

  @Test
  void an_object_of_a_controller_and_a_further_copy_by_version_are_left_out() throws IOException {
    String owned =
        """
        {"metadata": {"name": "p", "namespace": "shop", "ownerReferences": [{"kind": "ReplicaSet"}]}}
        """;
    Map<String, String> files = new TreeMap<>();
    files.put("resources/pods/namespaces/shop/p.json", owned);
    files.put("resources/events/namespaces/shop/e.json", object("e", "\"reason\": \"x\""));
    files.put(
        "resources/secrets/v1-preferredversion/namespaces/shop/key.json",
        object("key", "\"a\": 1"));
    assertThat(held(files).byKey()).isEmpty();
  }

  @Test
  void a_namespace_counts_by_its_own_name_and_a_volume_by_its_claim_s() throws IOException {
    String space = "{\"metadata\": {\"name\": \"%s\"}}";
    String volume =
        "{\"metadata\": {\"name\": \"v\"}, \"spec\": {\"claimRef\": {\"namespace\": \"shop\"},"
            + " \"persistentVolumeReclaimPolicy\": \"%s\"}}";
    String file = "resources/persistentvolumes/cluster/v.json";
    HeldObjects held = held(Map.of(file, volume.formatted("Delete")));
    HeldObjects later =
        held(
            Map.of(
                file,
                volume.formatted("Retain"),
                SPACE + "shop.json",
                space.formatted("shop"),
                SPACE + "try.json",
                space.formatted("try")));
    assertThat(held.changedIn(later, "shop"::equals))
        .containsExactlyInAnyOrder("namespaces/shop was made", "persistentvolumes/v was edited");
    assertThat(held.changedIn(later, "try"::equals)).isEqualTo(Set.of("namespaces/try was made"));
  }

  @Test
  void an_object_of_no_namespace_counts_where_the_backup_holds_it_alone() throws IOException {
    String file = "resources/clusterroles.rbac.authorization.k8s.io/cluster/reader.json";
    HeldObjects none = held(Map.of(SECRET, object("key", "\"data\": {}")));
    Map<String, String> files = new TreeMap<>();
    files.put(SECRET, object("key", "\"data\": {}"));
    files.put(file, "{\"metadata\": {\"name\": \"reader\"}, \"rules\": []}");
    assertThat(none.changedIn(held(files), n -> true)).isEmpty();
    assertThat(held(files).changedIn(none, n -> true))
        .containsExactly("clusterroles.rbac.authorization.k8s.io/reader was deleted");
  }

  private static String object(String name, String more) {
    return "{\"metadata\": {\"name\": \"" + name + "\", \"namespace\": \"shop\"}, " + more + "}";
  }

  private static HeldObjects held(Map<String, String> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        byte[] content = file.getValue().getBytes(UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return HeldObjects.ofBackup(bytes.toByteArray());
  }
}

package firedrill.component.longhorn.saved;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages of an API, shells, packers, editors and power cuts make of a file of resources. */
class AsPeopleSaveThemTest {

  private static final String TIMES =
      ",\"failedAt\":\"\",\"healthyAt\":\"2026-04-01T00:00:00Z\","
          + "\"lastHealthyAt\":\"2026-04-01T00:00:00Z\",\"lastFailedAt\":\"\"";

  @TempDir Path folder;
  private int files;

  static String replica(int number, String metadata, String more) {
    return """
    {"apiVersion":"longhorn.io/v1beta2","kind":"Replica",
     "metadata":{"name":"pvc-c-r-%1$d","namespace":"longhorn-system"%2$s},
     "spec":{"volumeName":"pvc-c","nodeID":"pi%1$d","diskID":"d%1$d","diskPath":"/var/lib/longhorn/",
      "dataDirectoryName":"pvc-c-0000000%1$d","engineName":"pvc-c-e-0","active":true%3$s}}
    """
        .formatted(number, metadata, more);
  }

  static String volume(String more) {
    return """
    {"apiVersion":"longhorn.io/v1beta2","kind":"Volume",
     "metadata":{"name":"pvc-c","namespace":"longhorn-system"},
     "spec":{"size":"262144","numberOfReplicas":3%s}}
    """
        .formatted(more);
  }

  static final String ENGINE =
      """
      {"apiVersion":"longhorn.io/v1beta2","kind":"Engine",
       "metadata":{"name":"pvc-c-e-0","namespace":"longhorn-system"},
       "spec":{"volumeName":"pvc-c","active":true}}
      """;

  private static String one() {
    return replica(1, "", TIMES);
  }

  static String list(String metadata) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"metadata\":{"
        + metadata
        + "},\"items\":["
        + String.join(",", volume(""), ENGINE, one(), replica(2, "", TIMES), replica(3, "", TIMES))
        + "]}";
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("saved-" + files++), bytes);
  }

  private Path file(String text) throws IOException {
    return file(text.getBytes(UTF_8));
  }

  private void refused(byte[] bytes, String... why) throws IOException {
    Path file = file(bytes);
    assertThatThrownBy(() -> SavedReport.of(file))
        .isInstanceOf(IOException.class)
        .message()
        .contains(why)
        .contains(file.toString());
  }

  private void refused(String text, String... why) throws IOException {
    refused(text.getBytes(UTF_8), why);
  }

  private void whole(byte[] bytes) throws IOException {
    SavedReport report = SavedReport.of(file(bytes));
    assertThat(report.resources().replicas()).hasSize(3);
    assertThat(report.enough()).as(report.findings().toString()).isTrue();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }

  private static byte[] tar(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> one : entries.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(one.getKey());
        entry.setSize(one.getValue().length);
        tar.putArchiveEntry(entry);
        tar.write(one.getValue());
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> one : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(one.getKey()));
        zip.write(one.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] gz(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  private static byte[] both(byte[] one, byte[] other) {
    byte[] all = java.util.Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, all, one.length, other.length);
    return all;
  }

  private static Map<String, byte[]> entries(String... namesAndTexts) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      entries.put(namesAndTexts[i], namesAndTexts[i + 1].getBytes(UTF_8));
    }
    return entries;
  }

  @Test
  @DisplayName("as it should be: enough, and only the labels to be written in")
  void asItShouldBe() throws Exception {
    whole(list("").getBytes(UTF_8));
    assertThat(SavedReport.of(file(list(""))).strip())
        .singleElement()
        .asString()
        .startsWith("labels of 1 Engine, 3 Replicas: Longhorn finds Replicas by them");
  }

  @Test
  @DisplayName("one page of a list (kubectl get --raw '…?limit=500'): refused, the rest is unknown")
  void page() throws Exception {
    refused(list("\"continue\":\"eyJ2Ijoi\""), "one page of a longer list");
    refused(list("\"remainingItemCount\":2"), "one page of a longer list");
    whole(list("\"continue\":\"\",\"resourceVersion\":\"12\"").getBytes(UTF_8));
  }

  @Test
  @DisplayName("two archives behind each other (cat a.tar b.tar): only one would be read")
  void twoArchives() throws Exception {
    byte[] first = tar(entries("volumes.json", volume(""), "replica.json", one()));
    byte[] second = tar(entries("more.json", replica(2, "", TIMES)));
    refused(both(first, second), "two archives, one behind the other");
    refused(both(gz(first), gz(second)), "two archives, one behind the other");
    refused(
        both(zip(entries("a.json", one())), zip(entries("b.json", replica(2, "", TIMES)))),
        "two archives, one behind the other");
    // As tar pads it.
    whole(both(tar(entries("all.json", list(""))), new byte[10_240]));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ALL.JSON", "all.Yaml", "backup/all.YML"})
  @DisplayName("names in capitals, as old file systems give them: read")
  void capitals(String name) throws Exception {
    whole(zip(entries(name, list(""))));
    whole(tar(entries(name, list(""))));
  }

  @Test
  @DisplayName("what an archive holds beside and is not read is named")
  void beside() throws Exception {
    for (String inner : new String[] {"backup-1.tar.gz", "b.tgz", "old/b.ZIP", "b.json.xz"}) {
      assertThat(SavedReport.of(file(zip(entries("all.json", list(""), inner, "x")))).findings())
          .as(inner)
          .anySatisfy(
              f ->
                  assertThat(f.text())
                      .isEqualTo(
                          inner + " in it is packed itself, and not looked into; unpack it"));
      refused(tar(entries(inner, "x")), inner + " in it is packed itself");
    }
    for (String other : new String[] {"all.json.bak", "replicas", "replicas.yaml~"}) {
      assertThat(SavedReport.of(file(tar(entries("all.json", list(""), other, one())))).findings())
          .as(other)
          .anySatisfy(f -> assertThat(f.text()).startsWith(other + " in it speaks of Replicas"));
    }
    String log = "level=info kind=Replica longhorn.io/v1beta2 \"not a resource\"";
    assertThat(SavedReport.of(file(zip(entries("all.json", list(""), "m.log", log)))).findings())
        .noneSatisfy(f -> assertThat(f.text()).contains("m.log"));
  }

  @Test
  @DisplayName("a slash written as \\/ in JSON is the same slash")
  void escapedSlash() throws Exception {
    whole(zip(entries("all.json", list("").replace("longhorn.io/v1", "longhorn.io\\/v1"))));
  }

  @Test
  @DisplayName("a field twice, of which a reader takes the last: refused by its name")
  void twice() throws Exception {
    String json = replica(1, "", TIMES + ",\"failedAt\":\"2026-04-02T00:00:00Z\"");
    refused(json, "failedAt");
    refused("# edited\n---\n" + json, "failedAt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
  @DisplayName("UTF-16 without a mark before it: read")
  void noMark(String charset) throws Exception {
    whole(list("").getBytes(Charset.forName(charset)));
    whole(
        ("kind: List\nitems: " + list("").substring(list("").indexOf('[')))
            .replaceFirst("}\\s*$", "")
            .getBytes(Charset.forName(charset)));
  }

  @Test
  @DisplayName("zeros in the place of text, after a power cut: said, and since which byte")
  void zeros() throws Exception {
    refused(new byte[4096], "it holds zeros and nothing else");
    byte[] cut = list("").getBytes(UTF_8);
    java.util.Arrays.fill(cut, 512, cut.length, (byte) 0);
    refused(cut, "it holds zeros from byte 512 on");
    refused(gz(cut), "it holds zeros from byte 512 on");
    refused(tar(Map.of("all.json", cut)), "it holds zeros from byte 512 on");
    refused("", "no Volume, Engine or Replica");
  }

  @ParameterizedTest
  @CsvSource({
    "\u00fd7zXZ,xz -dk",
    "BZh91AY,bzip2 -dk",
    "7z\u00bc\u00af,7z x",
    "Rar!,unrar x",
    "-----BEGIN PGP MESSAGE-----,gpg -d",
    "age-encryption.org/v1,age -d",
    "-----BEGIN AGE ENCRYPTED FILE-----,age -d",
    "Salted__,openssl enc -d",
    "$ANSIBLE_VAULT;1.1;AES256,ansible-vault decrypt",
    "version https://git-lfs.github.com/spec/v1,git lfs pull",
    "SQLite format 3,a database (SQLite)"
  })
  @DisplayName("packed or encrypted by another program: called what it is, with what opens it")
  void sealed(String first, String opens) throws Exception {
    byte[] mark = first.getBytes(StandardCharsets.ISO_8859_1);
    refused(both(mark, new byte[] {0, 1, 2, 3}), opens);
  }

  @Test
  @DisplayName("packed by zstd or lz4, encrypted by sops: the same")
  void moreSealed() throws Exception {
    refused(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 4, 0}, "zstd -dk");
    refused(new byte[] {4, 0x22, 0x4d, 0x18, 0x64, 0x40}, "lz4 -dk");
    refused(
        "{\"apiVersion\":\"ENC[AES256_GCM,data:x]\",\"sops\":{\"mac\":\"ENC[AES256_GCM]\"}}",
        "encrypted by sops");
  }

  @Test
  @DisplayName("a snapshot of etcd, an image, gzip within gzip: called what it is")
  void otherPrograms() throws Exception {
    byte[] etcd = new byte[4096];
    System.arraycopy(new byte[] {(byte) 0xed, (byte) 0xda, 0x0c, (byte) 0xed}, 0, etcd, 16, 4);
    refused(etcd, "a snapshot of etcd");
    refused(new byte[] {'M', 'Z', 3, 0, 4, 0, 0, 0}, "no text but a program's own file");
    refused(gzip(gzip(list("").getBytes(UTF_8))), "packed twice");
    refused("Warning: v1beta1 is deprecated\n" + list(""), "nothing before it or behind");
  }

  @Test
  @DisplayName("a cleaned file for which there is no folder: the folder is named")
  void noFolder() throws Exception {
    Path file = Files.writeString(folder.resolve("good.json"), list(""));
    assertThatThrownBy(() -> SavedReport.of(file).write(folder.resolve("none/cleaned.json")))
        .hasMessageContaining(
            folder.resolve("none") + " is not there, or is no directory: make it");
  }

  @Test
  @DisplayName("a cleaned file that cannot be written: said with what to do")
  void cannotBeWritten() throws Exception {
    Path file = Files.writeString(folder.resolve("good.json"), list(""));
    Path cleaned = folder.resolve("x".repeat(300));
    assertThatThrownBy(() -> SavedReport.of(file).write(cleaned))
        .hasMessageStartingWith(cleaned + " cannot be written (")
        .hasMessageEndingWith("make room, or name another place");
  }

  @Test
  @DisplayName("a device that never ends is no file")
  void endless() {
    assertThatThrownBy(() -> SavedReport.of(Path.of("/dev/zero")))
        .hasMessageContaining("/dev/zero is larger than");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NAME    STATE      ROBUSTNESS\npvc-c   detached   unknown\n",
        "volume.longhorn.io/pvc-c\nreplica.longhorn.io/pvc-c-r-1\n",
        "{\"kind\":\"Table\",\"apiVersion\":\"meta.k8s.io/v1\",\"rows\":[{\"cells\":[\"pvc-c\"]}]}",
        "{\"data\":[{\"id\":\"pvc-c\",\"replicas\":[{\"name\":\"r\"}]}],\"type\":\"collection\"}",
        "{\"type\":\"ADDED\",\"object\":{\"apiVersion\":\"longhorn.io/v1beta2\",\"kind\":\"Volume\"}}",
        "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[]}",
        "{\"apiVersion\":\"longhorn.io/v1beta2\",\"kind\":\"ReplicaList\",\"items\":null}",
        "{\"format\":\"firedrill/longhorn-resources/2\",\"volumes\":[],\"replicas\":[]}",
        "Error from server (NotFound): the server doesn't have a resource type \"volumes\"\n"
      })
  @DisplayName(
      "tables, names, events, an interface's own list, an error: no resources, and said so")
  void noResources(String text) throws Exception {
    refused(text, "no Volume, Engine or Replica");
  }

  @Test
  @DisplayName("watched while it was saved: one Replica at two moments is refused")
  void watched() throws Exception {
    refused(one() + replica(1, "", ""), "Replica pvc-c-r-1 twice");
    whole((volume("") + ENGINE + one() + replica(2, "", "") + replica(3, "", "")).getBytes(UTF_8));
  }

  @Test
  @DisplayName("lists in a list, as jq -s makes them of two files: read")
  void nested() throws Exception {
    String two = "{\"kind\":\"List\",\"items\":[" + replica(2, "", "") + replica(3, "", "") + "]}";
    whole(
        ("[{\"kind\":\"List\",\"items\":["
                + volume("")
                + ","
                + ENGINE
                + ","
                + one()
                + "]},"
                + two.replace("}\n{", "},{")
                + "]")
            .getBytes(UTF_8));
  }

  @Test
  @DisplayName("a zip that asks for a password is told of")
  void password() throws Exception {
    byte[] zip = zip(entries("all.json", list("")));
    // The flag "encrypted" of the entry, in its own header and in the list of contents.
    for (int i = 0; i + 4 < zip.length; i++) {
      if (zip[i] == 'P' && zip[i + 1] == 'K' && (zip[i + 2] == 3 || zip[i + 2] == 1)) {
        zip[i + (zip[i + 2] == 3 ? 6 : 8)] |= 1;
      }
    }
    refused(zip, "encryption");
  }

  @Test
  @DisplayName("each kind in a file of its own: one alone is not enough, the directory of all is")
  void eachKindForItself() throws Exception {
    Path all = Files.createDirectory(folder.resolve("all"));
    Path engines = Files.writeString(all.resolve("engines.json"), ENGINE);
    assertThat(SavedReport.of(engines).enough()).as("no volume can come back").isFalse();
    Files.writeString(all.resolve("volumes.json"), volume(""));
    Path replicas = Files.writeString(all.resolve("replicas.json"), one());
    assertThat(SavedReport.of(replicas).findings())
        .anySatisfy(f -> assertThat(f.text()).contains("name the directory of both"));
    SavedReport report = SavedReport.of(all);
    assertThat(report.enough()).as(report.findings() + "").isTrue();
    assertThat(report.resources().replicas()).hasSize(1);
    assertThat(report.resources().savedAt()).isEqualTo("2026-04-01T00:00:00Z");
  }

  @Test
  @DisplayName("a directory's older copy is refused; a link, and what has no ending, are told of")
  void directory() throws Exception {
    Path all = Files.createDirectory(folder.resolve("all"));
    Files.writeString(all.resolve("all.json"), list(""));
    Files.writeString(all.resolve("replicas"), one());
    Files.createSymbolicLink(all.resolve("link.json"), all.resolve("all.json"));
    assertThat(SavedReport.of(all).findings())
        .anySatisfy(f -> assertThat(f.text()).startsWith("replicas in it speaks of Replicas"))
        .anySatisfy(f -> assertThat(f.text()).startsWith("link.json in it is a link"));
    Files.writeString(Files.createDirectory(all.resolve("old")).resolve("all.json"), list(""));
    assertThatThrownBy(() -> SavedReport.of(all)).hasMessageContaining("twice");
  }

  @Test
  @DisplayName("two YAML files put together without a line between them: said what is missing")
  void withoutALine() {
    String one = "kind: List\nitems: []\n";
    assertThatThrownBy(() -> SavedResources.read(file((one + one).getBytes(UTF_8))))
        .hasMessageContaining("field kind stands twice")
        .hasMessageContaining("a line with ---");
  }

  @Test
  @DisplayName("the folder of an unpacked backup, from its top or from the folder of its resources")
  void unpacked() throws Exception {
    Path resources = folder.resolve("backup/resources");
    for (String version : new String[] {"", "/v1beta2-preferredversion"}) {
      Path replicas = Files.createDirectories(resources.resolve("replicas.longhorn.io" + version));
      Files.writeString(replicas.resolve("one.json"), one());
    }
    for (Path named : new Path[] {resources, resources.getParent()}) {
      assertThat(SavedResources.read(named).replicas()).hasSize(1);
    }
  }
}

package firedrill.component.minio;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.sandbox.local.HostTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriveTest {

  @TempDir Path folder;

  private Drive drive() {
    return new Drive(new HostTree("drive", folder));
  }

  private void file(String path, int size) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[size]);
  }

  @Test
  @DisplayName(
      "an object is a folder with xl.meta; its parts lie one below, its name may have slashes")
  void objects() throws IOException {
    file("bucket/small/xl.meta", 300);
    file("bucket/a/b/large/xl.meta", 400);
    file("bucket/a/b/large/0f-data/part.1", 1000);
    file("bucket/a/b/large/0f-data/part.2", 500);
    file("other/x/xl.meta", 1);
    assertThat(drive().objects("bucket"))
        .containsOnlyKeys("small", "a/b/large")
        .containsEntry("small", new StoredObject(true, 0, 300))
        .containsEntry("a/b/large", new StoredObject(true, 2, 1900));
    assertThat(drive().holds("bucket", "a/b/large")).isTrue();
    assertThat(drive().holds("bucket", "a/b")).isFalse();
  }

  @Test
  @DisplayName("a part without xl.meta is no whole object, and a drive without the bucket has none")
  void damaged() throws IOException {
    file("bucket/x/0f-data/part.1", 10);
    assertThat(drive().objects("bucket"))
        .allSatisfy((key, stored) -> assertThat(stored.hasMeta()).isFalse());
    assertThat(drive().objects("absent")).isEmpty();
  }

  @Test
  @DisplayName(
      "its trash is what lies anywhere below the folder that its server empties, or nothing")
  void trash() throws IOException {
    assertThat(drive().trashBytes()).isZero();
    file(".minio.sys/tmp/.trash/0a/xl.meta", 20);
    file(".minio.sys/tmp/.trash/0a/0f-data/part.1", 3000);
    file(".minio.sys/tmp/being-written", 7);
    file("bucket/x/xl.meta", 20);
    assertThat(drive().trashBytes()).isEqualTo(3020);
  }

  @Test
  @DisplayName("every part is written over in place, and xl.meta is left")
  void overwritten() throws IOException {
    file("bucket/x/xl.meta", 20);
    file("bucket/x/0f-data/part.1", 3000);
    byte[] meta = Files.readAllBytes(folder.resolve("bucket/x/xl.meta"));
    var before = drive().partSums("bucket", "x");
    assertThat(drive().overwriteParts("bucket", "x", new Random(1)))
        .containsExactly("bucket/x/0f-data/part.1");
    var after = drive().partSums("bucket", "x");
    assertThat(folder.resolve("bucket/x/xl.meta")).hasBinaryContent(meta);
    assertThat(before).containsOnlyKeys("0f-data/part.1");
    assertThat(after.get("0f-data/part.1")).isNotEqualTo(before.get("0f-data/part.1"));
    assertThat(drive().objects("bucket")).containsEntry("x", new StoredObject(true, 1, 3020));
  }

  @Test
  @DisplayName("a bucket is emptied, and is still there; others are left alone")
  void emptied() throws IOException {
    file("bucket/x/xl.meta", 20);
    file("bucket/a/b/large/0f-data/part.1", 10);
    file("other/x/xl.meta", 1);
    drive().empty("bucket");
    assertThat(folder.resolve("bucket")).isEmptyDirectory();
    assertThat(drive().objects("other")).containsOnlyKeys("x");
  }
}

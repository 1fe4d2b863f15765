package firedrill.component.minio;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.lab.LabProbe;
import firedrill.lab.ObjectLabFactory;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MinioLabTest {

  @Test
  @DisplayName("it is made of two programs, and of no cluster")
  void programs() {
    assertThat(new ObjectLabFactory().programs()).containsExactly("mc", "minio");
  }

  @Test
  @Tag("namespaces")
  @DisplayName(
      "four addresses make one set that outlives a host and fills its new disk, and takes another"
          + " root login; two ranges make two pools; a mirror goes on to a store elsewhere")
  void lab(@TempDir Path directory) throws Exception {
    LabProbe.requireLab(
        new ObjectLabFactory(), "only after `mvn verify -Pdrill -Ddrill=minio-node-loss`");
    String said =
        LabProbe.output(MinioProbe.class, directory.resolve("lab"), Duration.ofSeconds(300));
    // Alone, for a report that is cut must not lose what explains it.
    int pools = said.indexOf("collected: true\n");
    assertThat(said.substring(pools, said.indexOf("real: ", pools)))
        .containsPattern("two pools hold it on: \\[minio-(\\w+)-1, minio-\\1-2\\]\n");
    assertThat(said)
        .contains("healthy: write 200, read 200, one less 200\n")
        .contains(
            "holding: [minio-primary-1, minio-primary-2, minio-secondary-1, minio-secondary-2]\n")
        .contains("overwritten: 1\n")
        .containsPattern("read with a part overwritten: ok after ")
        .contains("one off: write 200, read 200, one less 412\n")
        .containsPattern("read with one off: ok after ")
        .contains("list with one off: Optional[[large, parts, small]]\n")
        .containsPattern("missing with one off: 404 NoSuchKey after ")
        .containsPattern("no bucket with one off: 404 NoSuchBucket after ")
        .contains("new disk: 0\n")
        .containsPattern("parts=with xl.meta, 3 part\\(s\\), ")
        .contains("No valid configuration found for 'minio-cluster' host alias")
        .contains("\"totalDrivesPerSet\":[4]")
        .containsPattern("with the old root: 403 InvalidAccessKeyId after ")
        .containsPattern("read with the new root: ok after ")
        .containsPattern("asked wrongly, wrongly-false: .*REFUSED.*404 NoSuchBucket")
        .containsPattern("asked wrongly, wrongly-true: .*REFUSED.*404 NoSuchBucket")
        .containsPattern("asked wrongly, unknown-false: .*REFUSED.*403 InvalidAccessKeyId")
        .containsPattern("asked wrongly, unknown-true: .*REFUSED.*403 InvalidAccessKeyId")
        .containsPattern("asked wrongly, mistyped-false: .*REFUSED.*403 SignatureDoesNotMatch")
        .containsPattern("asked wrongly, mistyped-true: .*REFUSED.*403 SignatureDoesNotMatch")
        .contains("asked wrongly: 6 sent: 0 acknowledged, 6 refused, 0 without an answer")
        .contains("finished elsewhere: DONE\n")
        .containsPattern("finished again: 404 NoSuchUpload after ")
        .contains("begun and finished: 5242980\n")
        .contains("copied: Optional[[begun, large, later, parts, small]]\n")
        .contains("mirror ended: true\n")
        .contains("sent on: 3000\n")
        .contains("collected outside: true\n");
  }
}

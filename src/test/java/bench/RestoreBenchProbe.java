package bench;

import firedrill.ground.Sandboxes;
import firedrill.lab.ObjectLab;
import firedrill.lab.ObjectLabFactory;
import java.nio.file.Path;

/** Runs inside the launcher: what verifying a restore costs beside reading it. */
public final class RestoreBenchProbe {

  private RestoreBenchProbe() {}

  public static void main(String[] args) throws Exception {
    Path directory = Sandboxes.chosen().labDirectory().orElseThrow();
    try (ObjectLab lab = new ObjectLabFactory().create(directory.resolve("restore"), 1)) {
      new ReadBack(lab.minio(), directory).run(Integer.getInteger("bench.rounds", 3));
    }
  }
}

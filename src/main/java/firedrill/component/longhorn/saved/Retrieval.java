package firedrill.component.longhorn.saved;

import firedrill.component.longhorn.replica.Chain;
import firedrill.component.longhorn.replica.ContentKind;
import firedrill.component.longhorn.replica.Merge;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Takes the saved resources out of a backup volume that lies on the very Longhorn that has
 * forgotten it: no Longhorn is needed, and the replica is only read.
 */
public final class Retrieval {

  private static final String REMEDY =
      ". Try another replica of the backup volume, or a copy of the file kept off Longhorn; with"
          + " none, the volumes themselves can still be recovered block by block (Method D)";

  private Retrieval() {}

  /**
   * Merges a replica into an image and copies the file out of that.
   *
   * @param replica of the backup volume, ext4
   * @param path of the file, absolute in the volume
   * @param folder exists; gets the image, as large as the volume and sparse, and the file
   * @return the file; {@link SavedResources#read} takes it
   * @throws IOException naming what is wrong, and what to do: the replica cannot be merged, it
   *     holds no ext4, or the file is not there or not a whole one
   */
  public static Path from(Chain replica, String path, Path folder) throws IOException {
    Path image = folder.resolve(replica.directory().getFileName() + ".img");
    Path file = folder.resolve(Path.of(path).getFileName());
    ContentKind kind = ContentKind.of(replica);
    if (!kind.fsType().equals("ext4") && !kind.fsType().equals("ext3")) {
      throw new IOException(
          replica.directory()
              + " holds no sound ext4 file system: it holds "
              + kind.text()
              + "; merge it into an image, open that with its own tools, and copy "
              + path
              + " out"
              + REMEDY);
    }
    Merge.of(replica).into(image);
    try {
      Ext4Image.repair(image).copy(path, file);
      // A file cut short is told here, where there may be another replica, and not in the restore.
      var unused = SavedResources.read(file);
    } catch (IOException e) {
      throw new IOException(e.getMessage() + REMEDY, e);
    }
    return file;
  }
}

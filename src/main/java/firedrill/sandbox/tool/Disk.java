package firedrill.sandbox.tool;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Sizes on disk, in bytes. */
public interface Disk {

  /** What an ordinary user can still write below this folder, or where it would be created. */
  long free(Path folder) throws IOException;

  /** Whether files can be made in the folder, or it can be made itself. */
  boolean isWritable(Path folder);

  /** How much the folder holds; counting stops once it is beyond the limit. 0 if it is missing. */
  long used(Path folder, long limit) throws IOException;

  /** Equal for folders on the same one. */
  Object of(Path folder) throws IOException;

  /** This machine's. */
  Disk REAL =
      new Disk() {
        @Override
        public long free(Path folder) throws IOException {
          return store(folder).getUsableSpace();
        }

        @Override
        public Object of(Path folder) throws IOException {
          return store(folder);
        }

        @Override
        public boolean isWritable(Path folder) {
          Path there = there(folder);
          return Files.isDirectory(there) && Files.isWritable(there);
        }

        private FileStore store(Path folder) throws IOException {
          return Files.getFileStore(there(folder));
        }

        private Path there(Path folder) {
          Path there = folder.toAbsolutePath();
          while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
          }
          return there;
        }

        @Override
        public long used(Path folder, long limit) throws IOException {
          long[] sum = {0};
          if (!Files.isDirectory(folder)) {
            return 0;
          }
          Files.walkFileTree(
              folder,
              new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                  sum[0] += attributes.size();
                  return sum[0] > limit ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                  // A build running beside us removes files while we count.
                  return FileVisitResult.CONTINUE;
                }
              });
          return sum[0];
        }
      };
}

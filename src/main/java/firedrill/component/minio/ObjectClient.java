package firedrill.component.minio;

import io.minio.BucketExistsArgs;
import io.minio.CompleteMultipartUploadArgs;
import io.minio.CreateMultipartUploadArgs;
import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.Http;
import io.minio.ListObjectsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioAsyncClient;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.Result;
import io.minio.SetBucketVersioningArgs;
import io.minio.SetObjectLockConfigurationArgs;
import io.minio.StatObjectArgs;
import io.minio.UploadPartArgs;
import io.minio.errors.MinioException;
import io.minio.messages.Item;
import io.minio.messages.ListAllMyBucketsResult;
import io.minio.messages.ObjectLockConfiguration;
import io.minio.messages.Part;
import io.minio.messages.RetentionMode;
import io.minio.messages.VersioningConfiguration;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * An S3 client of one server, by MinIO's SDK and through the guard. The SDK tries nothing twice:
 * what a user would be told is told. Safe for use by many threads.
 */
public final class ObjectClient implements AutoCloseable {

  /** S3's least size of a part that is not the last. */
  public static final int PART_BYTES = 5 << 20;

  private final MinioClient client;
  private final Supplier<MinioAsyncClient> toBeMade;
  private MinioAsyncClient parts;

  /**
   * @param parts made when an upload is begun or completed: the guard looks at the store for each
   *     client that is made, and waits long where hosts have just been lost
   */
  ObjectClient(MinioClient client, Supplier<MinioAsyncClient> parts) {
    this.client = client;
    this.toBeMade = parts;
    client.setRetry(Set.of(), 0L, 0);
  }

  private synchronized MinioAsyncClient parts() {
    if (parts == null) {
      parts = toBeMade.get();
      parts.setRetry(Set.of(), 0L, 0);
    }
    return parts;
  }

  public StoreAnswer<Boolean> makeBucket(String bucket) {
    return Calls.timed(
        () -> {
          client.makeBucket(MakeBucketArgs.builder().bucket(bucket).build());
          return true;
        });
  }

  /**
   * One that keeps versions, and deletes none before its days are over unless somebody may bypass
   * that (S3's retention mode GOVERNANCE).
   */
  public StoreAnswer<Boolean> makeLockedBucket(String bucket, int days) {
    return Calls.timed(
        () -> {
          client.makeBucket(MakeBucketArgs.builder().bucket(bucket).objectLock(true).build());
          client.setObjectLockConfiguration(
              SetObjectLockConfigurationArgs.builder()
                  .bucket(bucket)
                  .config(
                      new ObjectLockConfiguration(
                          RetentionMode.GOVERNANCE,
                          new ObjectLockConfiguration.RetentionDurationDays(days)))
                  .build());
          return true;
        });
  }

  public StoreAnswer<Boolean> setVersioned(String bucket) {
    return Calls.timed(
        () -> {
          client.setBucketVersioning(
              SetBucketVersioningArgs.builder()
                  .bucket(bucket)
                  .config(
                      new VersioningConfiguration(
                          VersioningConfiguration.Status.ENABLED, null, null, null))
                  .build());
          return true;
        });
  }

  public StoreAnswer<Boolean> bucketExists(String bucket) {
    return Calls.timed(
        () -> client.bucketExists(BucketExistsArgs.builder().bucket(bucket).build()));
  }

  public StoreAnswer<List<String>> buckets() {
    return Calls.timed(
        () -> client.listBuckets().stream().map(ListAllMyBucketsResult.Bucket::name).toList());
  }

  /**
   * @return the new version's id; empty without versioning
   */
  public StoreAnswer<String> put(String bucket, String key, byte[] content) {
    return put(
        PutObjectArgs.builder().bucket(bucket).object(key).data(content, content.length).build());
  }

  /** As {@link #put}, with less redundancy: the storage class REDUCED_REDUNDANCY. */
  public StoreAnswer<String> putReduced(String bucket, String key, byte[] content) {
    return put(
        PutObjectArgs.builder()
            .bucket(bucket)
            .object(key)
            .extraHeaders(new Http.Headers("x-amz-storage-class", "REDUCED_REDUNDANCY"))
            .data(content, content.length)
            .build());
  }

  /** As {@link #put}, in parts of {@link #PART_BYTES}. */
  public StoreAnswer<String> putInParts(String bucket, String key, byte[] content) {
    return put(
        PutObjectArgs.builder().bucket(bucket).object(key).stream(
                new ByteArrayInputStream(content), -1L, (long) PART_BYTES)
            .build());
  }

  private StoreAnswer<String> put(PutObjectArgs what) {
    return Calls.timed(() -> version(client.putObject(what).versionId()));
  }

  /** Begins an upload that stays open, and sends its first part. */
  public StoreAnswer<OpenUpload> begin(String bucket, String key, byte[] first) {
    return Calls.timed(
        () -> {
          String id =
              parts()
                  .createMultipartUpload(
                      CreateMultipartUploadArgs.builder().bucket(bucket).object(key).build())
                  .join()
                  .result()
                  .uploadId();
          return new OpenUpload(bucket, key, id, List.of(part(bucket, key, id, 1, first)));
        });
  }

  /**
   * Sends the last part of an upload, which another server may have begun, and completes it.
   *
   * @return the new version's id; empty without versioning
   */
  public StoreAnswer<String> finish(OpenUpload upload, byte[] last) {
    return Calls.timed(
        () -> {
          List<Part> all = new ArrayList<>(upload.sent());
          all.add(part(upload.bucket(), upload.key(), upload.id(), all.size() + 1, last));
          return version(
              parts()
                  .completeMultipartUpload(
                      CompleteMultipartUploadArgs.builder()
                          .bucket(upload.bucket())
                          .object(upload.key())
                          .uploadId(upload.id())
                          .parts(all.toArray(Part[]::new))
                          .build())
                  .join()
                  .versionId());
        });
  }

  private Part part(String bucket, String key, String upload, int number, byte[] content) {
    return parts()
        .uploadPart(
            UploadPartArgs.builder()
                .bucket(bucket)
                .object(key)
                .uploadId(upload)
                .partNumber(number)
                .data(content, content.length)
                .build())
        .join()
        .part();
  }

  public StoreAnswer<byte[]> get(String bucket, String key) {
    return read(GetObjectArgs.builder().bucket(bucket).object(key).build());
  }

  /** One version of several. */
  public StoreAnswer<byte[]> get(String bucket, String key, String version) {
    return read(GetObjectArgs.builder().bucket(bucket).object(key).versionId(version).build());
  }

  /** All of it: a body that ends before its length is no answer. */
  private StoreAnswer<byte[]> read(GetObjectArgs what) {
    return Calls.timed(
        () -> {
          try (GetObjectResponse response = client.getObject(what)) {
            return response.readAllBytes();
          }
        });
  }

  public StoreAnswer<Boolean> delete(String bucket, String key) {
    return Calls.timed(
        () -> {
          client.removeObject(RemoveObjectArgs.builder().bucket(bucket).object(key).build());
          return true;
        });
  }

  /** One version, for good: no marker is left in its place. */
  public StoreAnswer<Boolean> delete(String bucket, String key, String version) {
    return Calls.timed(
        () -> {
          client.removeObject(
              RemoveObjectArgs.builder().bucket(bucket).object(key).versionId(version).build());
          return true;
        });
  }

  /** The id of an object's newest version. */
  public StoreAnswer<String> newest(String bucket, String key) {
    return Calls.timed(
        () ->
            version(
                client
                    .statObject(StatObjectArgs.builder().bucket(bucket).object(key).build())
                    .versionId()));
  }

  /** The ids of an object's versions, the oldest first. */
  public StoreAnswer<List<String>> versions(String bucket, String key) {
    return Calls.timed(
        () -> {
          List<String> ids = new ArrayList<>();
          for (Result<Item> item :
              client.listObjects(
                  ListObjectsArgs.builder()
                      .bucket(bucket)
                      .prefix(key)
                      .includeVersions(true)
                      .build())) {
            if (item.get().objectName().equals(key)) {
              ids.add(0, version(item.get().versionId()));
            }
          }
          return ids;
        });
  }

  /** Names of all current objects. */
  public StoreAnswer<Set<String>> list(String bucket) {
    return Calls.timed(
        () -> {
          Set<String> keys = new TreeSet<>();
          for (Result<Item> item :
              client.listObjects(
                  ListObjectsArgs.builder().bucket(bucket).recursive(true).build())) {
            keys.add(item.get().objectName());
          }
          return keys;
        });
  }

  private static String version(String id) {
    return id == null ? "" : id;
  }

  @Override
  public synchronized void close() throws IOException {
    // Null is closed by nobody.
    try (MinioAsyncClient other = parts) {
      client.close();
    } catch (MinioException | IOException e) {
      throw new IOException("cannot close a client", e);
    } catch (Exception e) {
      throw new IllegalStateException("cannot close a client", e);
    }
  }
}

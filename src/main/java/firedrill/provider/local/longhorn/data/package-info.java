/**
 * The path by which a volume's bytes reach a mount point: engine socket, NBD server with a volatile
 * write-back cache, nbdfuse, ext4.
 */
package firedrill.provider.local.longhorn.data;

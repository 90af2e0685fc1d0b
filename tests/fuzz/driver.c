/* driver - gives files to a fuzz target, where it is not linked with libFuzzer, so that a
 * corpus is an ordinary test.
 *
 *     NAME_fuzz FILE-OR-FOLDER... */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int tried;

static void try_file(const char *path, size_t size)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data = malloc(size ? size : 1); /* exact, so that a sanitizer sees its end */
    if (!file || !data || fread(data, 1, size, file) != size) {
        perror(path);
        exit(2);
    }
    fclose(file);
    LLVMFuzzerTestOneInput(data, size);
    free(data);
    tried++;
}

static void try_path(const char *path);

static void try_folder(const char *path)
{
    DIR *folder = opendir(path);
    if (!folder)
        return;
    for (struct dirent *entry; (entry = readdir(folder));) {
        char inside[4096];
        int length = snprintf(inside, sizeof inside, "%s/%s", path, entry->d_name);
        if (entry->d_name[0] != '.' && length < (int)sizeof inside)
            try_path(inside);
    }
    closedir(folder);
}

static void try_path(const char *path)
{
    struct stat about;
    if (stat(path, &about) != 0)
        return;
    if (S_ISDIR(about.st_mode))
        try_folder(path);
    else
        try_file(path, (size_t)about.st_size);
}

int main(int count, char **arguments)
{
    for (int i = 1; i < count; i++)
        try_path(arguments[i]);
    printf("%d files\n", tried);
    return 0;
}

/**
 * A certificate that nobody vouches for, made for these tests: `openssl req -x509 -newkey ec
 * -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 20000 -subj /CN=localhost`.
 */
export const selfSigned = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg9yebH8e3XIa4Dam7
SoQLYYiaBGXTnXDG0mX4jeHZvxmhRANCAASKn+dBlJhlgqjxVJCar1gfZzXPF+QK
Iz2jfIUYaXBpWpFdAZZXqGpafe6Cem3Dm09FNQRFmNy9vHNVrCbW6wBp
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUQiwA7L7PpZq4aP+jsZuDrD0uFWAwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjAxNDUxOVoYDzIwODEwODI1
MDE0NTE5WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASKn+dBlJhlgqjxVJCar1gfZzXPF+QKIz2jfIUYaXBpWpFdAZZXqGpa
fe6Cem3Dm09FNQRFmNy9vHNVrCbW6wBpo28wbTAdBgNVHQ4EFgQUPEMVJ/Wf5XR2
m1ADBGNKe0RK/kMwHwYDVR0jBBgwFoAUPEMVJ/Wf5XR2m1ADBGNKe0RK/kMwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIgeResLmO7ioLb1/xb7rW1RsdyAkvWxVuHwHUdFYpU5tgCIQDg
SisJEbfiztgElA+LpRio0Nx/mTqQgLdrvarmyBCs8w==
-----END CERTIFICATE-----
`,
};

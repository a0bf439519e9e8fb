plugins {
    id("com.android.application") version "8.13.0"
    id("org.jetbrains.kotlin.android") version "2.2.20"
}

// What `tfstyle export --format tflite` wrote: model.json and the files that it names.
val exported = providers.gradleProperty("exported").orElse("exported/tflite")

android {
    namespace = "tfstyle.example"
    compileSdk = 36

    defaultConfig {
        applicationId = "tfstyle.example"
        minSdk = 28 // ImageDecoder, which turns photographs upright
        targetSdk = 36
        versionCode = 1
        versionName = "1"
    }

    sourceSets["main"].assets.srcDir(exported.get())

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
}

kotlin {
    jvmToolchain(17)
}

dependencies {
    implementation("androidx.activity:activity-ktx:1.10.1")
    implementation("com.google.ai.edge.litert:litert:2.3.0")
    implementation("com.google.ai.edge.litert:litert-gpu:2.3.0")
}

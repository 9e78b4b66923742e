// Reads Kubernetes manifests from standard input and decodes each with the API's own
// types, strictly: an unknown or repeated field, or a value of the wrong type, fails
// it. Prints a line for each: `kind/name`, or the error.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/kubernetes/scheme"
)

func main() {
	types := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{scheme.AddToScheme, monitoring.AddToScheme} {
		if err := add(types); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
	}
	decoder := serializer.NewCodecFactory(types, serializer.EnableStrict).UniversalDeserializer()
	documents := yaml.NewYAMLReader(bufio.NewReader(os.Stdin))
	failed := false
	for {
		document, err := documents.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		object, kind, err := decoder.Decode(document, nil, nil)
		if err != nil {
			failed = true
			fmt.Printf("%v\n", err)
			continue
		}
		accessor, err := meta.Accessor(object)
		if err != nil {
			failed = true
			fmt.Printf("%v: %v\n", kind, err)
			continue
		}
		fmt.Printf("%s/%s\n", kind.Kind, accessor.GetName())
	}
	if failed {
		os.Exit(1)
	}
}
